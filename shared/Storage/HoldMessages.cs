using Growth.Time;
using NodaTime;

namespace Growth.Storage;

/// <summary>
/// Renews the leases of messages that are held, or gives back those that were not begun. Neither waits for the disk: a renewal that the
/// server forgets in a crash is only a message delivered again.
/// </summary>
internal sealed class HoldMessages(Database database, MachineClock machine)
{
    private static readonly Column[] Columns = [Column.Number("id"), Column.Number("claim"), Column.Number("now"), Column.Number("lease")];

    private static readonly string AtOnce = QueueText.Settings(durable: false);

    private readonly string _renew =
        $$"""
        update queue_message as m set visible_at = {{QueueText.Now(database.Engine, "(select r.now from {rows} limit 1)")}} + (select r.lease from {rows} limit 1)
        where {{QueueText.Held(database.Engine)}}
        returning id, claim
        """;

    private readonly string _giveBack = $"update queue_message as m set visible_at = 0, claim = null, dequeue_count = dequeue_count - 1 where {QueueText.Held(database.Engine)}";

    /// <returns>Those that are not ours any more.</returns>
    public Task<IReadOnlyList<ClaimedMessage>> RenewAsync(IReadOnlyCollection<ClaimedMessage> messages, Duration lease, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            var ours = new HashSet<(long, long)>();
            var batch = Begin(transaction);
            batch.Query(_renew, Of(messages, lease), row => ours.Add((row.GetInt64(0), row.GetInt64(1))));
            await batch.RunAsync();
            return (IReadOnlyList<ClaimedMessage>)[.. messages.Where(message => !ours.Contains((message.Id, message.Claim)))];
        }, Isolation.ReadCommitted, cancellationToken);

    public Task GiveBackAsync(IReadOnlyCollection<ClaimedMessage> messages, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            var batch = Begin(transaction);
            batch.Execute(_giveBack, Of(messages, Duration.Zero));
            await batch.RunAsync();
            return true;
        }, Isolation.ReadCommitted, cancellationToken);

    private Batch Begin(Transaction transaction)
    {
        var batch = transaction.Batch();
        if (database.Engine == Engine.Postgres) batch.Query(AtOnce, Rows.One, static _ => { });
        return batch;
    }

    private Rows Of(IReadOnlyCollection<ClaimedMessage> messages, Duration lease)
    {
        var (rows, now) = (new Rows(Columns), machine.Now);
        foreach (var message in messages.OrderBy(message => message.Id)) rows.Add(message.Id, message.Claim, now, lease.BclCompatibleTicks / 10);
        return rows;
    }
}
