using System.Globalization;
using Growth.Benchmarks.Load;
using Growth.Benchmarks.Machine;
using Growth.Storage;
using NodaTime;

namespace Growth.Benchmarks.Ingest;

/// <summary>A server that takes events or webhooks, and what it must have stored.</summary>
internal sealed class Contender : IDisposable
{
    public const string Ours = "growth";
    public const string Plain = "Fastify, plain inserts";
    public const string Equal = "Fastify, same deduplication and counters";
    public const string Bare = "bare Kestrel POST";

    private readonly IDisposable? _owned;

    private Contender(string name, ChildProcess server, string? setting, IDisposable? owned = null) => (Name, Server, Setting, _owned) = (name, server, setting, owned);

    public string Name { get; }

    public ChildProcess Server { get; }

    /// <summary>Null: stores nothing.</summary>
    public string? Setting { get; }

    /// <summary>Events (or webhooks) answered so far, and those that were there before.</summary>
    public long Acknowledged { get; private set; }

    public static async Task<Contender> StartOursAsync(BenchStores stores, CancellationToken cancellationToken)
    {
        var setting = await stores.CreateAsync("growth");
        await BenchWeek.SeedAsync(setting, Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()));
        return await StartOursAsync(setting, stored: 0, cancellationToken);
    }

    /// <param name="stored">Events that the store holds already.</param>
    public static Task<Contender> StartOursAsync(string setting, long stored, CancellationToken cancellationToken) =>
        StartOursAsync(setting, Workspace.CreateForLoad(), new Dictionary<string, string>(StringComparer.Ordinal) { ["Growth__SigningKey"] = BenchWeek.SigningKey }, stored, cancellationToken);

    /// <param name="workspace">Becomes the contender's.</param>
    /// <param name="more">Settings, as environment variables.</param>
    /// <param name="stored">What the store holds already.</param>
    public static async Task<Contender> StartOursAsync(
        string setting, Workspace workspace, IReadOnlyDictionary<string, string> more, long stored, CancellationToken cancellationToken)
    {
        var port = ChildProcess.FreePort();
        var settings = MeasureStart.Environment(workspace, port);
        settings["Growth__Database"] = setting;
        foreach (var (name, value) in more) settings[name] = value;
        var server = ChildProcess.Start("Growth.Functions.dll", port, [], settings);
        return await AnsweringAsync(new Contender(Ours, server, setting, workspace) { Acknowledged = stored }, "/healthz", cancellationToken);
    }

    public static async Task<Contender> StartPeerAsync(string name, BenchStores stores, CancellationToken cancellationToken)
    {
        var kind = name == Plain ? "plain" : "equal";
        var setting = await stores.CreateAsync(kind);
        var port = ChildProcess.FreePort();
        var server = Peers.Start("ingest.mjs", port, Text(port), kind, stores.Engine == Engine.Postgres ? "postgres" : "sqlite", BenchStores.AddressOf(setting), BenchWeek.SigningKey);
        return await AnsweringAsync(new Contender(name, server, setting), "/", cancellationToken);
    }

    public static Task<Contender> StartBareAsync(CancellationToken cancellationToken)
    {
        var port = ChildProcess.FreePort();
        var server = ChildProcess.Start("Growth.Benchmarks.dll", port, ["serve-bare", Text(port)], new Dictionary<string, string>(StringComparer.Ordinal));
        return AnsweringAsync(new Contender(Bare, server, setting: null), "/", cancellationToken);
    }

    /// <exception cref="InvalidOperationException">The server gave another answer than it must, or died: the run is worth nothing.</exception>
    public async Task<LoadResult> RunAsync(LoadProcess load, LoadOrder order, int eventsPerPost, CancellationToken cancellationToken)
    {
        var result = await load.RunAsync(order with { Port = Server.Port, Again = Setting is null }, cancellationToken);
        if (result.Error is not null)
        {
            // one that died closes its connections before it can be seen to have ended
            await Task.Delay(500, cancellationToken);
            throw new InvalidOperationException($"{Name}: not the expected answer: {result.Error}{(Server.ExitCode is { } code ? $" It had ended with {code}." : "")}");
        }

        Acknowledged += result.Answers * eventsPerPost;
        return result;
    }

    public void Dispose()
    {
        Server.Dispose();
        _owned?.Dispose();
    }

    private static async Task<Contender> AnsweringAsync(Contender contender, string path, CancellationToken cancellationToken)
    {
        await contender.Server.AnsweredAsync(path, cancellationToken);
        return contender;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
