using Dapper;
using Growth.Config;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Outbound;

/// <summary>
/// Queues deliveries that wait in the store without a message: those of an endpoint that was paused, disabled or could not be signed and now
/// may go, and whatever lost its message (purged, or set aside). A message too many does nothing. One chunk a transaction.
/// </summary>
public sealed class WakeDeliveries(Database database, IQueue queue, BusinessClock clock)
{
    /// <summary>Deliveries a transaction.</summary>
    public const int Chunk = 500;

    /// <summary>A delivery that was due longer ago than this has no message on its way, or one that is late anyhow.</summary>
    public static Duration Patience => Duration.FromMinutes(5);

    /// <summary>Of every endpoint that may be sent to.</summary>
    /// <returns>How many were queued.</returns>
    public async Task<int> RunAsync(Secrets secrets, CancellationToken cancellationToken)
    {
        var waiting = await database.ReadAsync(async connection => (await connection.QueryAsync<string>(
            """
            select d.endpoint from outbound_delivery d where d.ended_at is null and d.next_at <= @limit and not exists (select 1 from restore where resumed_at is null)
                and not exists (select 1 from outbound_endpoint e where e.name = d.endpoint and e.disabled_at is not null)
            group by d.endpoint
            """,
            new { limit = clock.Now - Patience })).AsList(), cancellationToken);
        if (waiting.Count == 0 || await database.ReadAsync(WorkspaceStore.CurrentAsync, cancellationToken) is not { } workspace) return 0;
        var queued = 0;
        foreach (var name in waiting)
        {
            if (workspace.Config.Webhooks.GetValueOrDefault(name) is not { Paused: false } webhook || WebhookKeys.Read(webhook, secrets).Problem is not null) continue;
            queued += await RunAsync(name, Patience, cancellationToken);
        }

        return queued;
    }

    /// <summary>Of one endpoint, whether it may be sent to or not.</summary>
    public async Task<int> RunAsync(string endpoint, Duration patience, CancellationToken cancellationToken)
    {
        var (queued, limit) = (0, clock.Now - patience);
        while (true)
        {
            var chunk = await database.WriteAsync(transaction => QueueChunkAsync(transaction, endpoint, limit), Isolation.ReadCommitted, cancellationToken);
            queued += chunk;
            if (chunk < Chunk) return queued;
        }
    }

    private async Task<int> QueueChunkAsync(Transaction transaction, string endpoint, Instant limit)
    {
        var now = clock.Now;
        // Past the limit: what one chunk has queued the next does not find again.
        var next = Instant.Max(now, limit + Duration.FromMilliseconds(1));
        var ids = await transaction.QueryAsync<long>(
            "select id from outbound_delivery where endpoint = @endpoint and ended_at is null and next_at <= @limit order by next_at, id limit @Chunk", new { endpoint, limit, Chunk });
        foreach (var id in ids)
        {
            await transaction.ExecuteAsync("update outbound_delivery set next_at = @next where id = @id and next_at <= @limit", new { id, next, limit });
            await queue.EnqueueAsync(transaction, EmitEvent.Queue, new DeliveryDue(id), next);
        }

        return ids.Count;
    }
}
