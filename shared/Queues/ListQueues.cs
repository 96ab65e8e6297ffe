using Dapper;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Queues;

/// <summary>What lies in which queue, poison queues beside their queue. Reads every message's row: for a person, not for a loop.</summary>
public sealed class ListQueues(Database database, BusinessClock business, MachineClock machine)
{
    private const string Poison = "-poison";

    public async Task<IReadOnlyList<QueueStatus>> RunAsync(CancellationToken cancellationToken = default)
    {
        var (messages, done) = await database.ReadAsync(async connection => (
            (await connection.QueryAsync<MessageRow>(
                $"""
                select queue, count(*) as Messages,
                       count(case when visible > 0 and claim is not null then 1 end) as Running,
                       count(case when visible > 0 and claim is null or visible <= 0 and due_at > @due then 1 end) as Later,
                       min(case when visible <= 0 and due_at <= @due then due_at end) as Oldest
                from (select queue, claim, due_at, visible_at - {QueueText.Now(database.Engine, "@now")} as visible from queue_message) as message
                group by queue
                """,
                new { due = business.Now, now = machine.Now })).ToDictionary(row => row.Queue, StringComparer.Ordinal),
            (await connection.QueryAsync<DoneRow>("select queue, count(*) as Messages from queue_done group by queue")).ToDictionary(row => row.Queue, row => row.Messages, StringComparer.Ordinal)),
            cancellationToken);
        return
        [
            .. messages.Keys.Concat(done.Keys).Select(queue => queue.EndsWith(Poison, StringComparison.Ordinal) ? queue[..^Poison.Length] : queue)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(queue => Status(queue, messages.GetValueOrDefault(queue) ?? new MessageRow(), messages.GetValueOrDefault(queue + Poison)?.Messages ?? 0, done.GetValueOrDefault(queue))),
        ];
    }

    private QueueStatus Status(string queue, MessageRow row, long poison, long done) => new()
    {
        Queue = queue,
        Waiting = row.Messages - row.Running - row.Later,
        Running = row.Running,
        Delayed = row.Later,
        Poison = poison,
        OldestSeconds = row.Oldest is { } oldest ? Math.Max(0, (long)(business.Now - oldest).TotalSeconds) : null,
        Done = done,
    };

    private sealed record MessageRow
    {
        public string Queue { get; init; } = "";

        public long Messages { get; init; }

        public long Running { get; init; }

        public long Later { get; init; }

        public Instant? Oldest { get; init; }
    }

    private sealed record DoneRow
    {
        public string Queue { get; init; } = "";

        public long Messages { get; init; }
    }
}

/// <summary>A queue at a moment.</summary>
public sealed record QueueStatus
{
    public required string Queue { get; init; }

    /// <summary>Due, and nobody has them.</summary>
    public required long Waiting { get; init; }

    /// <summary>An instance has them under its lease.</summary>
    public required long Running { get; init; }

    /// <summary>Not due yet, or waiting for another attempt after a failed one.</summary>
    public required long Delayed { get; init; }

    /// <summary>Set aside after their last attempt.</summary>
    public required long Poison { get; init; }

    /// <summary>How long the oldest waiting message has been due; null: none waits.</summary>
    public required long? OldestSeconds { get; init; }

    /// <summary>Handled ones that can still be looked at.</summary>
    public required long Done { get; init; }
}
