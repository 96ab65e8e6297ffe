using Growth.Time;
using Microsoft.Extensions.DependencyInjection;

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
}
