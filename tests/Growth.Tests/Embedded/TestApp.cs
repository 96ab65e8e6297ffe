using System.Collections.Concurrent;
using Growth.Embedded;
using Growth.Storage;
using Growth.Tests.Storage;
using Growth.Time;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace Growth.Tests.Embedded;

/// <summary>A functions app of test functions in a folder of its own.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public static readonly Instant Start = Instant.FromUtc(2026, 11, 22, 12, 0);

    private readonly SemaphoreSlim _creating = new(1, 1);
    private string? _database;

    public string Folder { get; } = Directory.CreateTempSubdirectory("growth-host-").FullName;

    /// <summary>What the test functions did, in order.</summary>
    public Seen Seen { get; } = new();

    public SteppedTime Time { get; } = new(Start);

    /// <summary>host.json with quick retries.</summary>
    public string HostJson { get; init; } =
        """
        { "version": "2.0", "functionTimeout": "00:00:30", "extensions": { "http": { "routePrefix": "" },
          "queues": { "batchSize": 4, "newBatchThreshold": 2, "maxPollingInterval": "00:00:00.3", "visibilityTimeout": "00:00:00", "maxDequeueCount": 3 } } }
        """;

    public Action<FunctionsApplicationBuilder> Configure { get; init; } = static _ => { };

    public EmbeddedHostOptions Options(params Type[] functions) => new()
    {
        Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Growth:Workspace"] = Folder, ["Growth:Data"] = Folder },
        SteppedTime = Time,
        FunctionTypes = functions,
        HostJson = HostJson,
    };

    public Task<EmbeddedHost> StartAsync(params Type[] functions) => StartAsync(Options(functions));

    public async Task<EmbeddedHost> StartAsync(EmbeddedHostOptions options)
    {
        // Hosts of one app are instances on one store.
        await _creating.WaitAsync();
        _database ??= await TestDatabase.CreateAsync(Folder);
        _creating.Release();
        return await EmbeddedHost.StartAsync(Main, options.Settings.ContainsKey("Growth:Database")
            ? options
            : options with { Settings = new Dictionary<string, string?>(options.Settings, StringComparer.Ordinal) { ["Growth:Database"] = _database } });
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null) await TestDatabase.DropAsync(_database);
        _creating.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Main(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddStorage();
        builder.Services.AddSingleton(Seen);
        Configure(builder);
        builder.Build().Run();
    }
}

/// <summary>Written by test functions, read by tests.</summary>
public sealed class Seen
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _added = new(0);

    public IReadOnlyList<string> Lines => [.. _lines];

    public void Add(string line)
    {
        _lines.Enqueue(line);
        _added.Release();
    }

    /// <summary>Waits for that many lines in all; fails after 30 seconds.</summary>
    public async Task CountAsync(int count)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_lines.Count < count) await _added.WaitAsync(late.Token);
    }
}
