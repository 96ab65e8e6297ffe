using Growth.Storage;
using Growth.Time;

namespace Growth.Queues;

/// <summary>
/// Puts the messages of a poison queue back into their queue: due now, with all their attempts before them. A chunk moves in one transaction,
/// so a message is at every moment in one of the two queues; dying between chunks leaves the rest where it was, and running it again moves that.
/// Messages that fail again meanwhile are not moved a second time: no more are moved than lay there at the start, oldest due first.
/// </summary>
public sealed class ReplayPoison(Database database, BusinessClock business, MachineClock machine, Alerts alerts)
{
    public const int Chunk = 500;

    private readonly string _move =
        $"""
        update queue_message set queue = @queue, due_at = @due, visible_at = 0, dequeue_count = 0, claim = null
        where {QueueText.Chosen(database.Engine, $"""
            select m.id from queue_message m
            where m.queue = @poison and m.visible_at <= {QueueText.Now(database.Engine, "@now")} and (m.id = @id or @id is null)
            order by m.due_at, m.id limit @limit
            """)}
        """;

    /// <param name="queue">The queue, not its poison queue.</param>
    /// <param name="id">One message; null: all.</param>
    /// <param name="moved">Told after each chunk how many have been moved in all.</param>
    /// <returns>How many were moved.</returns>
    public async Task<long> RunAsync(string queue, long? id = null, Action<long>? moved = null, CancellationToken cancellationToken = default)
    {
        var poison = DatabaseQueue.PoisonOf(queue);
        var left = await database.ReadAsync(connection => Dapper.SqlMapper.ExecuteScalarAsync<long>(
            connection, "select count(*) from queue_message where queue = @poison", new { poison }), cancellationToken);
        var sum = 0L;
        while (left > 0)
        {
            var limit = Math.Min(left, Chunk);
            var chunk = await database.WriteAsync(transaction => MoveAsync(transaction, queue, poison, id, limit), Isolation.ReadCommitted, cancellationToken);
            if (chunk == 0) break;
            sum += chunk;
            left -= chunk;
            moved?.Invoke(sum);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await ClearPoisonAlert.RunAsync(database, alerts, queue, cancellationToken);
        return sum;
    }

    private async Task<int> MoveAsync(Transaction transaction, string queue, string poison, long? id, long limit)
    {
        var chunk = await transaction.ExecuteAsync(_move, new { queue, poison, id, limit, due = business.Now, now = machine.Now });
        // On SQLite hosts look every 250 ms.
        if (database.Engine == Engine.Postgres) await QueueNotices.TellAsync(transaction.Connection, "replay", [queue]);
        return chunk;
    }
}
