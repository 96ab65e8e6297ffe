using Dapper;
using Growth.Storage;
using Growth.Time;

namespace Growth.Queues;

/// <summary>
/// Deletes what waits in a queue, delayed messages included, in bounded chunks: no transaction holds others up for long, and dying half way
/// leaves the rest. What an instance is handling is left to it, and so is what is queued after the start.
/// </summary>
public sealed class PurgeQueue(Database database, MachineClock machine, Alerts alerts)
{
    public const int Chunk = 1000;

    private const string Poison = "-poison";

    private readonly string _free = $"(m.claim is null or m.visible_at <= {QueueText.Now(database.Engine, "@now")})";

    /// <returns>How many would be deleted, and how many are being handled.</returns>
    public Task<PurgeCount> CountAsync(string queue, CancellationToken cancellationToken = default) =>
        database.ReadAsync(connection => connection.QuerySingleAsync<PurgeCount>(
            $"select count(case when {_free} then 1 end) as Waiting, count(case when {_free} then null else 1 end) as Running from queue_message m where m.queue = @queue",
            new { queue, now = machine.Now }), cancellationToken);

    /// <param name="deleted">Told after each chunk how many have been deleted in all.</param>
    /// <returns>How many were deleted.</returns>
    public async Task<long> RunAsync(string queue, Action<long>? deleted = null, CancellationToken cancellationToken = default)
    {
        var last = await database.ReadAsync(connection => connection.ExecuteScalarAsync<long?>("select max(id) from queue_message"), cancellationToken) ?? 0;
        var sum = 0L;
        while (true)
        {
            var chunk = await database.WriteAsync(transaction => transaction.ExecuteAsync(
                $"delete from queue_message where {QueueText.Chosen(database.Engine, $"select m.id from queue_message m where m.queue = @queue and m.id <= @last and {_free} order by m.due_at, m.id limit @Chunk")}",
                new { queue, last, Chunk, now = machine.Now }), Isolation.ReadCommitted, cancellationToken);
            sum += chunk;
            if (chunk > 0) deleted?.Invoke(sum);
            if (chunk < Chunk) break;
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (queue.EndsWith(Poison, StringComparison.Ordinal)) await ClearPoisonAlert.RunAsync(database, alerts, queue[..^Poison.Length], cancellationToken);
        return sum;
    }
}

/// <summary>What a purge would find.</summary>
public sealed record PurgeCount
{
    public long Waiting { get; init; }

    /// <summary>Under an instance's lease: left alone.</summary>
    public long Running { get; init; }
}
