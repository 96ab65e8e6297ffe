using System.Diagnostics;
using System.Text.Json;
using Growth.Benchmarks.Machine;

namespace Growth.Benchmarks.Queues;

/// <summary>A queue under test in its process: ours, a peer's, or the bare limit.</summary>
internal sealed class QueueChild : IDisposable
{
    public const string Ours = "growth";
    public const string Bare = "bare prepared insert";
    public const string Loop = "bare POST loop";
    public const string Graphile = "graphile-worker";
    public const string PgBoss = "pg-boss";
    public const string BullMq = "BullMQ";

    private readonly Process _process;

    private QueueChild(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    /// <param name="address">Of the store: a setting of ours, or what a peer's client wants.</param>
    public static QueueChild Start(string name, string address, string folder)
    {
        var (file, arguments) = name switch
        {
            Graphile => Peers.Script("queue.mjs", "graphile", BenchStores.AddressOf(address)),
            PgBoss => Peers.Script("queue.mjs", "pgboss", BenchStores.AddressOf(address)),
            BullMq => Peers.Script("queue.mjs", "bullmq", address),
            _ => ("dotnet", [Path.Combine(AppContext.BaseDirectory, "Growth.Benchmarks.dll"), "serve-queue", name == Ours ? "growth" : "bare", address, folder]),
        };
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["NODE_ENV"] = "production";
        return new QueueChild(name, Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start."));
    }

    /// <exception cref="InvalidOperationException">It could not do it; the message says why.</exception>
    public async Task<QueueAnswer> AskAsync(QueueOrder order, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order, QueueOrder.Wire).AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException($"{Name} has gone.");
        var answer = JsonSerializer.Deserialize<QueueAnswer>(line, QueueOrder.Wire)!;
        return answer.Error is null ? answer : throw new InvalidOperationException($"{Name}: {order.Do}: {answer.Error}");
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
