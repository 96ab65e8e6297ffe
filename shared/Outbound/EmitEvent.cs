using System.Security.Cryptography;
using System.Text;
using Growth.Config;
using Growth.Config.Yaml;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Outbound;

/// <summary>
/// Stores an event and queues it to every endpoint of the running workspace that wants its type, all in the caller's transaction: it is told
/// exactly when what it tells of is committed. The same key again does nothing, which makes every caller safe to run twice.
/// </summary>
public sealed class EmitEvent(IQueue queue, BusinessClock clock)
{
    public const string Queue = "outbound";

    /// <param name="key">What happened, unique within the type and the same whenever the same thing is told again: <c>2026-W48</c>.</param>
    /// <returns>False: it was emitted before.</returns>
    public async Task<bool> RunAsync(Transaction transaction, string key, OutboundData data)
    {
        var config = (await WorkspaceStore.CurrentAsync(transaction))?.Config;
        var (now, type) = (clock.Now, EnumScalar.NameOf(data.Type));
        var id = await transaction.FirstAsync<long?>(
            """
            insert into outbound_event (key, webhook_id, type, body, created_at) values (@key, @webhookId, @type, @body, @now)
            on conflict (key) do nothing returning id
            """,
            new { key = $"{type}:{key}", webhookId = WebhookId(config?.Workspace, type, key), type, body = Json.Write(new Envelope(type, now, data)), now });
        if (id is null) return false;
        foreach (var (endpoint, _) in config?.Webhooks.Where(webhook => webhook.Value.Events.Contains(data.Type)) ?? [])
        {
            var delivery = await transaction.FirstAsync<long>(
                "insert into outbound_delivery (event_id, endpoint, state, next_at, give_up_at) values (@id, @endpoint, 'waiting', @now, @giveUp) returning id",
                new { id, endpoint, now, giveUp = now + RetrySchedule.Length });
            await queue.EnqueueAsync(transaction, Queue, new DeliveryDue(delivery));
        }

        return true;
    }

    /// <summary>
    /// Made of what happened, not by chance: a store that was restored and does the same step again tells it under the same id. Nobody
    /// outside chooses a key, and the id is no secret.
    /// </summary>
    private static string WebhookId(string? workspace, string type, string key) =>
        "evt_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{workspace}\n{type}\n{key}")))[..32];

    /// <param name="Data">Written as what it is.</param>
    private sealed record Envelope(string Type, Instant Timestamp, object Data);
}

/// <summary>What travels in the queue; the event stays in the store.</summary>
public sealed record DeliveryDue(long Id);
