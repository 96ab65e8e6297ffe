using System.Text;
using Growth.Time;
using NodaTime;

namespace Growth.Storage;

/// <summary>
/// Queues as rows. Due times are business time, leases and retry delays are machine time.
/// A claimed row is invisible until its lease ends; the receipt changes with every claim, so that a worker that lost its lease
/// (slow, paused, presumed dead) can neither complete nor delay the message of the one that took over.
/// </summary>
public sealed class DatabaseQueue(Database database, BusinessClock business, MachineClock machine, QueueSignal signal) : IQueue
{
    public async Task EnqueueAsync<T>(Transaction transaction, string queue, T message, Instant? due = null)
    {
        var body = message as string ?? Json.Write(message);
        if (Encoding.UTF8.GetByteCount(body) > IQueue.MaxMessageBytes)
            throw new ArgumentException($"A message for queue '{queue}' is over {IQueue.MaxMessageBytes} bytes; keep the body in the store and send its key.", nameof(message));
        var now = business.Now;
        await transaction.ExecuteAsync(
            "insert into queue_message (queue, body, enqueued_at, due_at, visible_at, dequeue_count) values (@queue, @body, @now, @due, 0, 0)",
            new { queue, body, now, due = due ?? now });
        transaction.AfterCommit(() => signal.Set(queue));
    }

    /// <summary>Whether a claim would find something: a look that does not take the write lock.</summary>
    public Task<bool> AnyVisibleAsync(string queue, CancellationToken cancellationToken = default) =>
        database.ReadAsync(async connection => await Dapper.SqlMapper.ExecuteScalarAsync<long>(
            connection,
            "select count(*) from (select 1 from queue_message where queue = @queue and due_at <= @due and visible_at <= @visible limit 1) as found",
            new { queue, due = business.Now, visible = machine.Now }) > 0, cancellationToken);

    /// <summary>Takes up to <paramref name="count"/> due messages under a lease, oldest due first. Each claim counts as one attempt.</summary>
    /// <remarks>Of several instances each takes other rows: on PostgreSQL a row that one is taking is passed over, on SQLite there is one writer.</remarks>
    public async Task<IReadOnlyList<ClaimedMessage>> ClaimAsync(string queue, int count, Duration lease, CancellationToken cancellationToken = default)
    {
        var receipt = Guid.NewGuid().ToString("N");
        var claimed = await database.WriteAsync(transaction => transaction.QueryAsync<ClaimedMessage>(
            $"""
            with due as materialized (
                select id from queue_message
                where queue = @queue and due_at <= @due and visible_at <= @visible
                order by due_at, id limit @count {(database.Engine == Engine.Postgres ? "for update skip locked" : "")})
            update queue_message
            set dequeue_count = queue_message.dequeue_count + 1, visible_at = @until, receipt = @receipt || '-' || queue_message.id
            from due where queue_message.id = due.id
            returning queue_message.id, queue, body, dequeue_count as DequeueCount, receipt, enqueued_at as EnqueuedAt, due_at as DueAt
            """,
            new { queue, count, receipt, due = business.Now, visible = machine.Now, until = machine.Now + lease }), Isolation.ReadCommitted, cancellationToken);
        return [.. claimed.OrderBy(message => message.DueAt).ThenBy(message => message.Id)];
    }

    /// <returns>False: the lease was lost and another worker has the message.</returns>
    public Task<bool> RenewAsync(ClaimedMessage message, Duration lease, CancellationToken cancellationToken = default) =>
        database.WriteAsync(async transaction => await transaction.ExecuteAsync(
            "update queue_message set visible_at = @until where id = @Id and receipt = @Receipt",
            new { message.Id, message.Receipt, until = machine.Now + lease }) == 1, Isolation.ReadCommitted, cancellationToken);

    /// <returns>False: the lease was lost; the message will be handled again.</returns>
    public Task<bool> CompleteAsync(ClaimedMessage message, CancellationToken cancellationToken = default) =>
        database.WriteAsync(async transaction => await transaction.ExecuteAsync(
            "delete from queue_message where id = @Id and receipt = @Receipt", new { message.Id, message.Receipt }) == 1, Isolation.ReadCommitted, cancellationToken);

    /// <summary>Completes several in one commit.</summary>
    /// <returns>How many were still ours; the others will be handled again.</returns>
    public Task<int> CompleteAsync(IReadOnlyCollection<ClaimedMessage> messages, CancellationToken cancellationToken = default) =>
        database.WriteAsync(transaction => transaction.ExecuteAsync(
            "delete from queue_message where id = @Id and receipt = @Receipt", messages.OrderBy(message => message.Id).Select(message => new { message.Id, message.Receipt })), Isolation.ReadCommitted, cancellationToken);

    /// <summary>After a failed attempt: visible again after the delay, or moved to <c>{queue}-poison</c> when its attempts are used up.</summary>
    /// <param name="whenPoison">Runs in the same transaction when it becomes poison.</param>
    /// <returns>True when it became poison; false also when the lease was lost and nothing was done.</returns>
    public Task<bool> FailAsync(
        ClaimedMessage message, int maxDequeueCount, Duration retryAfter, Func<Transaction, Task>? whenPoison = null, CancellationToken cancellationToken = default) =>
        database.WriteAsync(async transaction =>
        {
            var poison = message.DequeueCount >= maxDequeueCount;
            var changed = await transaction.ExecuteAsync(
                poison
                    ? "update queue_message set queue = @poisonQueue, visible_at = 0, dequeue_count = 0, receipt = null where id = @Id and receipt = @Receipt"
                    : "update queue_message set visible_at = @visible, receipt = null where id = @Id and receipt = @Receipt",
                new { message.Id, message.Receipt, poisonQueue = message.Queue + "-poison", visible = machine.Now + retryAfter });
            if (!poison || changed == 0) return false;
            if (whenPoison is not null) await whenPoison(transaction);
            return true;
        }, Isolation.ReadCommitted, cancellationToken);

    /// <summary>The earliest business time at which one of the queues has something to do, running and delayed messages included; null: all empty.</summary>
    public Task<Instant?> NextDueAsync(IReadOnlyCollection<string> queues, CancellationToken cancellationToken = default) =>
        database.ReadAsync(async connection =>
        {
            var next = await Dapper.SqlMapper.QueryAsync<QueueNext>(connection, "select queue, min(due_at) as DueAt from queue_message group by queue");
            return next.Where(row => queues.Contains(row.Queue)).Min(row => (Instant?)row.DueAt);
        }, cancellationToken);

    private sealed record QueueNext
    {
        public string Queue { get; init; } = "";

        public Instant DueAt { get; init; }
    }
}

/// <summary>A message under a lease of ours.</summary>
public sealed record ClaimedMessage
{
    public long Id { get; init; }

    public string Queue { get; init; } = "";

    public string Body { get; init; } = "";

    /// <summary>Attempts so far, this one included; from 1.</summary>
    public int DequeueCount { get; init; }

    public string Receipt { get; init; } = "";

    public Instant EnqueuedAt { get; init; }

    public Instant DueAt { get; init; }
}
