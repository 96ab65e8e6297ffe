using Growth.Config;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Tracking;

/// <summary>
/// Removes the events of whole months that are older than the workspace keeps them, and adds what they had counted to a baseline. Counters
/// and sets stay as they are. One bounded chunk a transaction, which folds and removes the very same rows: at every commit each counter
/// equals baseline + sets + events, so it may die anywhere, run twice, or run beside itself (the second finds the rows gone, or is run again).
/// </summary>
public sealed partial class FoldEvents(Database database, BusinessClock clock, ClockGuard guard, ILogger<FoldEvents> log)
{
    /// <summary>Events a transaction: some 10 ms of the one writer of SQLite.</summary>
    public const int Chunk = 5_000;

    /// <summary>Transactions a run; the next run goes on.</summary>
    public const int MaxChunks = 2_000;

    private const string Fold =
        """
        insert into event_baseline (piece_id, views, shares, week_views, week_shares)
        select e.piece_id, count(*) filter (where e.kind = 'view'), count(*) filter (where e.kind = 'share'),
            count(*) filter (where e.kind = 'view' and e.received_at < w.ends_at),
            count(*) filter (where e.kind = 'share' and e.received_at < w.ends_at)
        from event e join piece p on p.id = e.piece_id join week w on w.week = p.week
        where e.id > @after and e.id <= @upto and e.received_at < @before group by e.piece_id order by e.piece_id
        on conflict (piece_id) do update set views = event_baseline.views + excluded.views, shares = event_baseline.shares + excluded.shares,
            week_views = event_baseline.week_views + excluded.week_views, week_shares = event_baseline.week_shares + excluded.week_shares
        """;

    /// <returns>How many events were folded.</returns>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now;
        if (await database.ReadAsync(connection => Restores.PausedAsync(connection), cancellationToken) is not null) return 0;
        if (!await guard.ObserveAsync(now, cancellationToken)) return 0;
        if (await database.ReadAsync(WorkspaceStore.CurrentAsync, cancellationToken) is not { } workspace) return 0;

        var before = KeptFrom(now, workspace.Config.Events.Keep, workspace.Config.Zone);
        var (after, folded) = (0L, 0L);
        for (var chunk = 0; chunk < MaxChunks; chunk++)
        {
            var done = await database.WriteAsync(transaction => FoldAsync(transaction, after, before), cancellationToken);
            if (done.Folded == 0) break;
            (after, folded) = (done.Upto, folded + done.Folded);
        }

        if (folded == 0) return 0;
        LogFolded(folded, before);
        await database.ReclaimAsync("event", cancellationToken);
        return folded;
    }

    /// <returns>The start of the earliest month that is not wholly older than <paramref name="keep"/>.</returns>
    internal static Instant KeptFrom(Instant now, Duration keep, DateTimeZone zone)
    {
        var oldest = zone.ToLocal(now - keep).Date;
        return zone.ToInstant(oldest.With(DateAdjusters.StartOfMonth).AtMidnight());
    }

    /// <summary>
    /// Ids grow as events are received, so the oldest are found at the front of the key. Where a clock was set back the front may hold
    /// events that are to stay; those behind them wait until these are old enough, too.
    /// </summary>
    private static async Task<Step> FoldAsync(Transaction transaction, long after, Instant before)
    {
        var upto = await transaction.FirstAsync<long?>("select max(id) from (select id from event where id > @after order by id limit @Chunk) as front", new { after, Chunk });
        if (upto is null) return default;
        var chunk = new { after, upto, before };
        await transaction.ExecuteAsync(Fold, chunk);
        return new Step(upto.Value, await transaction.ExecuteAsync("delete from event where id > @after and id <= @upto and received_at < @before", chunk));
    }

    private readonly record struct Step(long Upto, long Folded);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} events received before {Before}; their views and shares stay counted")]
    private partial void LogFolded(long count, Instant before);
}
