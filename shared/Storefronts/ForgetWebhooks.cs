using Growth.Config;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Storefronts;

/// <summary>
/// Removes raw requests that have ended and are older than the workspace keeps them, a bounded chunk a transaction: it may die anywhere, run
/// twice, or run beside itself. What they came to stays in its own tables, whose keys outlive them. One that has not ended stays until it has.
/// </summary>
public sealed partial class ForgetWebhooks(Database database, BusinessClock clock, ClockGuard guard, ILogger<ForgetWebhooks> log)
{
    public const int Chunk = 1_000;

    /// <summary>Transactions a run; the next run goes on.</summary>
    public const int MaxChunks = 2_000;

    /// <returns>How many were removed.</returns>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now;
        if (await database.ReadAsync(connection => Restores.PausedAsync(connection), cancellationToken) is not null) return 0;
        if (!await guard.ObserveAsync(now, cancellationToken)) return 0;
        if (await database.ReadAsync(WorkspaceStore.CurrentAsync, cancellationToken) is not { } workspace) return 0;

        var before = now - workspace.Config.Events.Webhooks;
        var (after, sum) = (0L, 0L);
        for (var chunk = 0; chunk < MaxChunks; chunk++)
        {
            var step = await database.WriteAsync(transaction => RemoveAsync(transaction, after, before), Isolation.ReadCommitted, cancellationToken);
            (after, sum) = (step.Upto, sum + step.Removed);
            if (step.IsLast) break;
        }

        if (sum == 0) return 0;
        await database.WriteAsync(ReplayWebhooks.ClearAlertsAsync, cancellationToken);
        LogRemoved(sum, before);
        await database.ReclaimAsync("webhook", cancellationToken);
        return sum;
    }

    /// <summary>Numbers grow as requests are received: the first chunk with a young one in it is the last.</summary>
    private static async Task<Step> RemoveAsync(Transaction transaction, long after, Instant before)
    {
        var front = await transaction.FirstAsync<Front>(
            "select max(id) as Upto, max(received_at) as Youngest from (select id, received_at from webhook where id > @after order by id limit @Chunk) as front", new { after, Chunk });
        if (front?.Upto is not { } upto) return new Step(after, 0, IsLast: true);
        var removed = await transaction.ExecuteAsync(
            "delete from webhook where id > @after and id <= @upto and received_at < @before and state in ('applied', 'ignored', 'set-aside')", new { after, upto, before });
        return new Step(upto, removed, IsLast: front.Youngest >= before.ToMicros());
    }

    private sealed record Front
    {
        public long? Upto { get; init; }

        public long? Youngest { get; init; }
    }

    private readonly record struct Step(long Upto, long Removed, bool IsLast);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} raw webhooks received before {Before}")]
    private partial void LogRemoved(long count, Instant before);
}
