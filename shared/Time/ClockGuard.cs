using System.Globalization;
using Dapper;
using Growth.Storage;
using NodaTime;

namespace Growth.Time;

/// <summary>
/// Keeps the highest business time the store has seen. A clock more than <see cref="Tolerance"/> behind it has been set back, or is the
/// wrong one of two: deciding by it would do steps at the wrong time, so none is taken until it is right again.
/// </summary>
public sealed class ClockGuard(Database database, Alerts alerts)
{
    public const string AlertKey = "clock";

    public static Duration Tolerance => Duration.FromMinutes(5);

    /// <summary>Notes the time; one small write when it has moved on.</summary>
    /// <returns>False: the clock is behind, the alert <c>clock</c> is open, and no time-driven step may be taken.</returns>
    public async Task<bool> ObserveAsync(Instant now, CancellationToken cancellationToken = default)
    {
        var seen = await database.ReadAsync(connection => connection.QuerySingleAsync<Seen>(
            """
            select (select highest from clock where id = 1) as Highest,
                   (select count(*) from alert where key = @AlertKey) as Alerts
            """,
            new { AlertKey }), cancellationToken);
        var behind = now + Tolerance < seen.Highest;
        if (behind && seen.Alerts == 0)
            await database.WriteAsync(transaction => alerts.RaiseAsync(transaction, AlertKey, Text(now, seen.Highest!.Value)), cancellationToken);
        if (!behind && (seen.Highest is null || now > seen.Highest || seen.Alerts > 0))
            await database.WriteAsync(transaction => NoteAsync(transaction, now, seen.Alerts > 0), cancellationToken);
        return !behind;
    }

    /// <summary>Takes the present time as right although the store has seen a later one: a person's decision after a clock ran ahead.</summary>
    public async Task AcceptAsync(Transaction transaction, Instant now)
    {
        await transaction.ExecuteAsync("update clock set highest = @now where id = 1", new { now });
        await alerts.ClearAsync(transaction, AlertKey);
    }

    private async Task NoteAsync(Transaction transaction, Instant now, bool alerted)
    {
        // Only ever upwards, also when two hosts note at once.
        await transaction.ExecuteAsync(
            """
            insert into clock (id, highest) values (1, @now)
            on conflict (id) do update set highest = excluded.highest where clock.highest < excluded.highest
            """,
            new { now });
        if (alerted) await alerts.ClearAsync(transaction, AlertKey);
    }

    private static string Text(Instant now, Instant highest) => string.Create(CultureInfo.InvariantCulture,
        $"The clock says {now:uuuu-MM-dd HH:mm} UTC, but this store has already seen {highest:uuuu-MM-dd HH:mm} UTC. Nothing is opened, published or closed until the clock is past that again. Set the machine's clock right; if it had run ahead and is right now: growth clock accept.");

    private sealed record Seen
    {
        public Instant? Highest { get; init; }

        public long Alerts { get; init; }
    }
}
