using Growth.Time;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Growth.Embedded;

/// <summary>What a test, the demo or the command line overrides in a functions app it starts in this process.</summary>
public sealed record EmbeddedHostOptions
{
    /// <summary>Settings that win over the environment: <c>Growth:Workspace</c>, <c>Growth:Database</c>, ...</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>A business clock that is stepped; null: the machine's time.</summary>
    public SteppedTime? SteppedTime { get; init; }

    /// <summary>0 to 65535; 0 = any free port.</summary>
    public int Port { get; init; }

    /// <summary>Applied last, after the app's own registrations.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>The classes whose functions are run; null: all of the app's assembly.</summary>
    public IReadOnlyList<Type>? FunctionTypes { get; init; }

    /// <summary>The text of host.json; null: the file beside the program.</summary>
    public string? HostJson { get; init; }

    /// <summary>How long an instance that died keeps its messages and timers, 0.3 s or more; renewed while a function runs.</summary>
    public Duration Lease { get; init; } = Duration.FromSeconds(30);

    /// <summary>How long a stopping host waits for what runs before it cancels it. 0 s to 10 minutes.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a function that was cancelled is waited for before it is left behind. 0 s to 1 minute.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long <see cref="EmbeddedHost.WhenIdleAsync"/> waits at most.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>True: log to the console, one line each, as the process does when it runs by itself.</summary>
    public bool LogToConsole { get; init; }
}
