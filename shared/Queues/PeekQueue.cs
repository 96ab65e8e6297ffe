using Dapper;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Queues;

/// <summary>A queue's messages as they lie there; nothing is claimed.</summary>
public sealed class PeekQueue(Database database, BusinessClock business, MachineClock machine)
{
    /// <param name="queue">Also a poison queue, <c>{queue}-poison</c>.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <returns>Next due first.</returns>
    public Task<IReadOnlyList<PeekedMessage>> RunAsync(string queue, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync(async connection => (IReadOnlyList<PeekedMessage>)[.. await connection.QueryAsync<PeekedMessage>(
            $"""
            select id, case when visible > 0 and claim is not null then 'running' when visible > 0 then 'retry' when due_at > @due then 'delayed' else 'waiting' end as State,
                   due_at as At, enqueued_at as EnqueuedAt, dequeue_count as DequeueCount, body
            from (
                select id, claim, due_at, enqueued_at, dequeue_count, body, visible_at - {QueueText.Now(database.Engine, "@now")} as visible
                from queue_message where queue = @queue order by due_at, id limit @limit) as message
            order by due_at, id
            """,
            new { queue, limit, due = business.Now, now = machine.Now })], cancellationToken);

    /// <returns>Handled messages, the latest first; bodies as far as they are kept.</returns>
    public Task<IReadOnlyList<PeekedMessage>> DoneAsync(string queue, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync(async connection => (IReadOnlyList<PeekedMessage>)[.. await connection.QueryAsync<PeekedMessage>(
            """
            select id, 'done' as State, done_at as At, enqueued_at as EnqueuedAt, dequeue_count as DequeueCount, body
            from queue_done where queue = @queue order by done_at desc, id desc limit @limit
            """,
            new { queue, limit })], cancellationToken);
}

/// <summary>A message as a person sees it.</summary>
public sealed record PeekedMessage
{
    public long Id { get; init; }

    /// <summary><c>waiting</c>, <c>running</c>, <c>retry</c> (after a failed attempt), <c>delayed</c> (not due), <c>done</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>When it falls due; of a done one, when it was done.</summary>
    public Instant At { get; init; }

    public Instant EnqueuedAt { get; init; }

    /// <summary>Attempts begun; 0 in a poison queue, where they start again.</summary>
    public int DequeueCount { get; init; }

    public string Body { get; init; } = "";
}
