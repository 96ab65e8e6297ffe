using System.Text;
using Dapper;
using Growth.Time;
using NodaTime;

namespace Growth.Storage;

/// <summary>
/// Queues as rows. Due times are business time, leases and retry delays are machine time.
/// A claimed row is invisible until its lease ends; its claim changes with every delivery, so that a worker that lost its lease
/// (slow, paused, presumed dead) can neither complete nor delay the message of the one that took over.
/// </summary>
public sealed class DatabaseQueue(Database database, BusinessClock business, MachineClock machine, QueueSignal signal, QueueHistory? history = null) : IQueue
{
    private readonly TurnQueue _turn = new(database, business, machine, history ?? QueueHistory.OneDay);
    private readonly PutMessages _put = new(database, signal);
    private readonly HoldMessages _hold = new(database, machine);

    public Task EnqueueAsync<T>(Transaction transaction, string queue, T message, Instant? due = null)
    {
        var (body, now) = (Body(queue, message), business.Now);
        NewMessages.Of(transaction, signal).Add(queue, body, now, due ?? now);
        return Task.CompletedTask;
    }

    /// <summary>Queues a message that comes with no other change; several that do so at once share a commit. Returns when it is committed.</summary>
    /// <param name="due">Business time before which it is not delivered; null = at once.</param>
    /// <exception cref="ArgumentException">The message is over <see cref="IQueue.MaxMessageBytes"/>.</exception>
    public Task PutAsync<T>(string queue, T message, Instant? due = null)
    {
        var (body, now) = (Body(queue, message), business.Now);
        return _put.RunAsync(queue, body, now, due ?? now);
    }

    /// <summary>Whether a claim would find something, and when one will: a look that takes no lock.</summary>
    public Task<QueueLook> LookAsync(string queue, CancellationToken cancellationToken = default) =>
        database.ReadAsync(async connection =>
        {
            var row = await connection.QuerySingleAsync<LookRow>(
                $"""
                select (select 1 from queue_message where queue = @queue and due_at <= @due and visible_at <= {QueueText.Now(database.Engine, "@now")} limit 1) as Found,
                       (select min(due_at) from queue_message where queue = @queue and due_at > @due) as NextDue
                """,
                new { queue, due = business.Now, now = machine.Now });
            return new QueueLook(row.Found is not null, row.NextDue);
        }, cancellationToken);

    /// <summary>Completes what was handled and takes up to <paramref name="count"/> due messages under a lease, oldest due first, in one commit.</summary>
    /// <remarks>
    /// Each claim counts as one attempt. Of several instances each takes other rows: on PostgreSQL a row that one is taking is passed over,
    /// on SQLite there is one writer.
    /// </remarks>
    /// <param name="from">Where to begin; a look costs by what it passes over, so one that is made often does not begin at the head.</param>
    public Task<QueueTurn> TurnAsync(
        string queue, IReadOnlyCollection<ClaimedMessage> finished, int count, Duration lease, QueuePlace from, CancellationToken cancellationToken = default) =>
        _turn.RunAsync(queue, finished, count, lease, from, cancellationToken);

    /// <inheritdoc cref="TurnAsync"/>
    public async Task<IReadOnlyList<ClaimedMessage>> ClaimAsync(string queue, int count, Duration lease, CancellationToken cancellationToken = default) =>
        (await TurnAsync(queue, [], count, lease, QueuePlace.Head, cancellationToken)).Claimed;

    /// <returns>How many were still ours; the others will be handled again.</returns>
    public async Task<int> CompleteAsync(IReadOnlyCollection<ClaimedMessage> messages, CancellationToken cancellationToken = default) =>
        (await TurnAsync("", messages, 0, Duration.Zero, QueuePlace.Head, cancellationToken)).Completed;

    /// <returns>Those that are not ours any more: completed, or another worker's.</returns>
    public Task<IReadOnlyList<ClaimedMessage>> RenewAsync(IReadOnlyCollection<ClaimedMessage> messages, Duration lease, CancellationToken cancellationToken = default) =>
        _hold.RenewAsync(messages, lease, cancellationToken);

    /// <summary>Gives back what was claimed and not begun: visible at once, and the attempt is taken off its count.</summary>
    public Task GiveBackAsync(IReadOnlyCollection<ClaimedMessage> messages, CancellationToken cancellationToken = default) =>
        _hold.GiveBackAsync(messages, cancellationToken);

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
                    ? "update queue_message set queue = @poisonQueue, visible_at = 0, dequeue_count = 0, claim = null where id = @Id and claim = @Claim"
                    : $"update queue_message set visible_at = {QueueText.Now(database.Engine, "@now")} + @delay, claim = null where id = @Id and claim = @Claim",
                new { message.Id, message.Claim, poisonQueue = PoisonOf(message.Queue), now = machine.Now, delay = retryAfter.BclCompatibleTicks / 10 });
            if (!poison || changed == 0) return false;
            if (whenPoison is not null) await whenPoison(transaction);
            return true;
        }, Isolation.ReadCommitted, cancellationToken);

    /// <summary>The earliest business time at which one of the queues has something to do, running and delayed messages included; null: all empty.</summary>
    public Task<Instant?> NextDueAsync(IReadOnlyCollection<string> queues, CancellationToken cancellationToken = default) =>
        database.ReadAsync(async connection =>
        {
            var next = await connection.QueryAsync<QueueNext>("select queue, min(due_at) as DueAt from queue_message group by queue");
            return next.Where(row => queues.Contains(row.Queue)).Min(row => (Instant?)row.DueAt);
        }, cancellationToken);

    /// <summary>Where a queue's messages go that failed every attempt.</summary>
    public static string PoisonOf(string queue) => queue + "-poison";

    private static string Body<T>(string queue, T message)
    {
        var body = message as string ?? Json.Write(message);
        return body.Length <= IQueue.MaxMessageBytes / 3 || Encoding.UTF8.GetByteCount(body) <= IQueue.MaxMessageBytes
            ? body
            : throw new ArgumentException($"A message for queue '{queue}' is over {IQueue.MaxMessageBytes} bytes; keep the body in the store and send its key.", nameof(message));
    }

    private sealed record LookRow
    {
        public long? Found { get; init; }

        public Instant? NextDue { get; init; }
    }

    private sealed record QueueNext
    {
        public string Queue { get; init; } = "";

        public Instant DueAt { get; init; }
    }
}
