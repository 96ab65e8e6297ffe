using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Outbound;

/// <summary>
/// Removes deliveries that ended longer ago than they are kept, with their log, and events that no delivery is left of; ends what has waited
/// as long for an endpoint that never came back. One bounded chunk a transaction: it may die anywhere, and the next run goes on.
/// </summary>
public sealed partial class SweepDeliveries(Database database, BusinessClock clock, ClockGuard guard, ILogger<SweepDeliveries> logger)
{
    /// <summary>Rows a transaction.</summary>
    public const int Chunk = 1_000;

    /// <summary>Transactions a run and kind; the next run goes on.</summary>
    public const int MaxChunks = 1_000;

    private const string Waited = "select d.id from outbound_delivery d join outbound_event e on e.id = d.event_id where d.state = 'waiting' and e.created_at < @before order by d.id limit @Chunk";

    private const string Old = "select id from outbound_delivery where ended_at < @before order by ended_at, id limit @Chunk";

    private const string Left =
        """
        select e.id from outbound_event e where e.created_at < @before
        and not exists (select 1 from outbound_delivery d where d.event_id = e.id) order by e.created_at, e.id limit @Chunk
        """;

    public static Duration Keep => Duration.FromDays(30);

    /// <returns>How many deliveries were removed.</returns>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now;
        if (await database.ReadAsync(connection => Restores.PausedAsync(connection), cancellationToken) is not null) return 0;
        if (!await guard.ObserveAsync(now, cancellationToken)) return 0;
        var rows = new { now, before = now - Keep, Chunk, reason = $"waited for {Keep.TotalDays:0} days" };
        await ChunksAsync(transaction => transaction.ExecuteAsync(
            $"update outbound_delivery set state = 'given-up', reason = @reason, ended_at = @now where id in ({Waited})", rows), cancellationToken);
        var removed = await ChunksAsync(async transaction =>
        {
            await transaction.ExecuteAsync($"delete from outbound_attempt where delivery_id in ({Old})", rows);
            return await transaction.ExecuteAsync($"delete from outbound_delivery where id in ({Old})", rows);
        }, cancellationToken);
        await ChunksAsync(transaction => transaction.ExecuteAsync($"delete from outbound_event where id in ({Left})", rows), cancellationToken);
        if (removed > 0) LogRemoved(removed);
        return removed;
    }

    private async Task<long> ChunksAsync(Func<Transaction, Task<int>> work, CancellationToken cancellationToken)
    {
        var sum = 0L;
        for (var chunk = 0; chunk < MaxChunks; chunk++)
        {
            var changed = await database.WriteAsync(work, cancellationToken);
            sum += changed;
            if (changed < Chunk) break;
        }

        return sum;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} old deliveries of outbound webhooks")]
    private partial void LogRemoved(long count);
}
