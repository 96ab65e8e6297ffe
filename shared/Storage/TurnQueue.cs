using Growth.Time;
using NodaTime;

namespace Growth.Storage;

/// <summary>
/// One turn of a queue: what was handled is completed and what comes next is claimed, in one transaction and, on PostgreSQL, one round trip.
/// Dying before the commit delivers the handled ones again; dying after it delivers the claimed ones again when their lease ends, each with
/// one attempt on its count, begun or not.
/// </summary>
internal sealed class TurnQueue(Database database, BusinessClock business, MachineClock machine, QueueHistory history)
{
    private static readonly Column[] Finished = [Column.Number("now"), Column.Number("id"), Column.Number("claim")];

    private static readonly Column[] Wanted =
    [
        Column.Text("queue"), Column.Number("due"), Column.Number("now"), Column.Number("lease"), Column.Number("claim"), Column.Number("count"),
        Column.Number("from_due"), Column.Number("from_id"),
    ];

    private static readonly string Durably = QueueText.Settings(durable: true);
    private static readonly string AtOnce = QueueText.Settings(durable: false);

    private readonly string _claim =
        $$"""
        update queue_message
        set dequeue_count = queue_message.dequeue_count + 1, visible_at = {{QueueText.Now(database.Engine, "(select r.now from {rows})")}} + (select r.lease from {rows}), claim = (select r.claim from {rows})
        where {{QueueText.Chosen(database.Engine, $$"""
            select m.id from queue_message m
            where m.queue = (select r.queue from {rows}) and m.due_at <= (select r.due from {rows})
              and (m.due_at, m.id) > ((select r.from_due from {rows}), (select r.from_id from {rows}))
              and m.visible_at <= {{QueueText.Now(database.Engine, "(select r.now from {rows})")}}
            order by m.due_at, m.id limit (select r.count from {rows})
            """)}}
        returning id, body, dequeue_count, enqueued_at, due_at
        """;

    private readonly string _move =
        $$"""
        with gone as ({{DeleteHeld(Engine.Postgres)}} returning m.id, m.queue, m.body, m.enqueued_at, m.dequeue_count)
        insert into queue_done (done_at, id, queue, body, enqueued_at, dequeue_count)
        select {{QueueText.Now(Engine.Postgres, "")}}, id, queue, substr(body, 1, {{QueueHistory.MaxBody}}), enqueued_at, dequeue_count from gone
        """;

    // SQLite has no statement that deletes and inserts.
    private readonly string _copy =
        $$"""
        insert into queue_done (done_at, id, queue, body, enqueued_at, dequeue_count)
        select (select r.now from {rows}), m.id, m.queue, substr(m.body, 1, {{QueueHistory.MaxBody}}), m.enqueued_at, m.dequeue_count
        from queue_message as m where {{QueueText.Held(Engine.Sqlite)}}
        """;

    private readonly string _delete = DeleteHeld(database.Engine);

    public Task<QueueTurn> RunAsync(string queue, IReadOnlyCollection<ClaimedMessage> finished, int count, Duration lease, QueuePlace from, CancellationToken cancellationToken) =>
        database.WriteAsync(async transaction =>
        {
            var (completed, claimed) = (0, new List<ClaimedMessage>(count));
            var batch = transaction.Batch();
            if (database.Engine == Engine.Postgres) batch.Query(finished.Count > 0 ? Durably : AtOnce, Rows.One, static _ => { });
            if (finished.Count > 0) Complete(batch, finished, changed => completed = changed);
            if (count > 0) Claim(batch, queue, count, lease, from, claimed);
            await batch.RunAsync();
            claimed.Sort(static (a, b) => (a.DueAt, a.Id).CompareTo((b.DueAt, b.Id)));
            return new QueueTurn(completed, claimed);
        }, Isolation.ReadCommitted, cancellationToken);

    private void Complete(Batch batch, IReadOnlyCollection<ClaimedMessage> finished, Action<int> completed)
    {
        var (rows, now) = (new Rows(Finished), machine.Now);
        // By id, so that two that meet on the same rows do not wait for each other in a ring.
        foreach (var message in finished.OrderBy(message => message.Id)) rows.Add(now, message.Id, message.Claim);
        if (history.Keeps && database.Engine == Engine.Postgres)
        {
            batch.Execute(_move, rows, completed);
            return;
        }

        if (history.Keeps) batch.Execute(_copy, rows);
        batch.Execute(_delete, rows, completed);
    }

    private static string DeleteHeld(Engine engine) => $"delete from queue_message as m where {QueueText.Held(engine)}";

    private void Claim(Batch batch, string queue, int count, Duration lease, QueuePlace from, List<ClaimedMessage> claimed)
    {
        var claim = Random.Shared.NextInt64();
        var rows = new Rows(Wanted);
        rows.Add(queue, business.Now, machine.Now, lease.BclCompatibleTicks / 10, claim, count, from.DueAt, from.Id);
        batch.Query(_claim, rows, row => claimed.Add(new ClaimedMessage
        {
            Id = row.GetInt64(0),
            Queue = queue,
            Body = row.GetString(1),
            DequeueCount = (int)row.GetInt64(2),
            Claim = claim,
            EnqueuedAt = SqlTypes.FromMicros(row.GetInt64(3)),
            DueAt = SqlTypes.FromMicros(row.GetInt64(4)),
        }));
    }
}
