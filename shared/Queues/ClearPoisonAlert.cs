using Growth.Storage;

namespace Growth.Queues;

/// <summary>Ends a queue's poison alert when its poison queue is empty.</summary>
internal static class ClearPoisonAlert
{
    // Serialisable: a message that is set aside meanwhile raises the alert again, and one of the two sees the other.
    public static Task RunAsync(Database database, Alerts alerts, string queue, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            var left = await transaction.FirstAsync<long?>("select id from queue_message where queue = @poison limit 1", new { poison = DatabaseQueue.PoisonOf(queue) });
            if (left is null) await alerts.ClearAsync(transaction, "poison:" + queue);
        }, cancellationToken);
}
