using Dapper;
using Growth.Config;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Outbound;

/// <summary>
/// Brings one delivery a step further: an attempt, or the reason why there is none now. At least once: the attempt is committed before the
/// call and its outcome after it, and one that died in between is made again under the same webhook-id, by which receivers know it. Safe to
/// run twice, late and side by side: what has ended does nothing, what is under way elsewhere is waited for, and each statement that claims
/// asks for the state it was decided on.
/// </summary>
public sealed partial class DeliverEvent(
    Database database, IQueue queue, Alerts alerts, Secrets secrets, BusinessClock clock, MachineClock machine, EndpointTurns turns, PostEvent post,
    RecordOutcome record, ILogger<DeliverEvent> logger)
{
    /// <summary>After this an attempt without outcome has died: its call was long over.</summary>
    internal static Duration MayRunFor => Duration.FromTimeSpan(PostEvent.Timeout * 2);

    /// <param name="id">Of the delivery; one that is not kept any more does nothing.</param>
    public async Task RunAsync(long id, CancellationToken cancellationToken)
    {
        var endpoint = await database.ReadAsync(
            connection => connection.QueryFirstOrDefaultAsync<string>("select endpoint from outbound_delivery where id = @id and ended_at is null", new { id }), cancellationToken);
        if (endpoint is null) return;
        using var turn = turns.Enter(endpoint);
        var begun = await database.WriteAsync(transaction => BeginAsync(transaction, id, turn.Wait), Isolation.ReadCommitted, cancellationToken);
        if (begun is not { } attempt) return;
        var answer = await post.RunAsync(attempt.Post, cancellationToken);
        // What has happened outside is recorded even while the host stops.
        var state = await database.WriteAsync(transaction => record.RunAsync(transaction, attempt.Delivery, answer), Isolation.ReadCommitted, CancellationToken.None);
        LogOutcome(endpoint, id, attempt.Delivery.Attempt, answer.Outcome, answer.Status, state);
    }

    private async Task<Attempt?> BeginAsync(Transaction transaction, long id, Duration? line)
    {
        if (await StoredDelivery.FindAsync(transaction, id) is not { } delivery) return null;
        // A host that calls queue functions by itself does not ask first.
        if (await Restores.PausedAsync(transaction.Connection, transaction.Inner) is not null) return await HoldAsync(transaction, delivery, new DeliveryStep.Hold("the workspace is paused"));
        var (now, endpoint) = (clock.Now, await EndpointHealth.FindAsync(transaction, delivery.Endpoint));
        var webhook = (await WorkspaceStore.CurrentAsync(transaction))?.Config.Webhooks.GetValueOrDefault(delivery.Endpoint);
        var keys = webhook is null ? new WebhookKeys([], null) : WebhookKeys.Read(webhook, secrets);
        switch (DecideDelivery.Begin(delivery, endpoint, webhook, keys, now, machine.Now, line))
        {
            case DeliveryStep.Hold hold:
                return await HoldAsync(transaction, delivery, hold);
            case DeliveryStep.Wait wait:
                return await WaitAsync(transaction, id, now + wait.For);
            case DeliveryStep.Attempt:
                // While it fails one attempt speaks for all, on whichever host: the others come when it has told.
                if (endpoint.Failures > 0 && !await TryForAllAsync(transaction, delivery.Endpoint, now)) return await WaitAsync(transaction, id, now + MayRunFor);
                var begun = delivery with { Attempt = delivery.Attempt + 1, Tries = delivery.Tries + 1 };
                return await ClaimAsync(transaction, delivery, begun, now)
                    ? new Attempt(begun, new EventPost(webhook!.Url, webhook.AllowPrivate, delivery.WebhookId, delivery.Body, keys))
                    : null;
            default:
                return null;
        }
    }

    private async Task<Attempt?> WaitAsync(Transaction transaction, long id, Instant next)
    {
        await transaction.ExecuteAsync("update outbound_delivery set next_at = @next, parked = 1 where id = @id and state = 'waiting'", new { id, next });
        await queue.EnqueueAsync(transaction, EmitEvent.Queue, new DeliveryDue(id), next);
        return null;
    }

    /// <returns>False: another attempt was begun since it was read, and that one's message drives it.</returns>
    private async Task<bool> ClaimAsync(Transaction transaction, StoredDelivery delivery, StoredDelivery begun, Instant now)
    {
        var claimed = await transaction.ExecuteAsync(
            """
            update outbound_delivery set state = 'sending', attempt = @Attempt, tries = @Tries, next_at = @now, sending_until = @until, parked = 0, reason = null
            where id = @Id and attempt = @before and state = @State
            """,
            new { begun.Id, begun.Attempt, begun.Tries, now, until = machine.Now + MayRunFor, before = delivery.Attempt, delivery.State });
        if (claimed == 0) return false;
        await transaction.ExecuteAsync("insert into outbound_attempt (delivery_id, number, begun_at) values (@Id, @Attempt, @now)", new { begun.Id, begun.Attempt, now });
        return true;
    }

    private static async Task<bool> TryForAllAsync(Transaction transaction, string endpoint, Instant now) => await transaction.ExecuteAsync(
        "update outbound_endpoint set retry_at = @until where name = @endpoint and failures > 0 and retry_at <= @now", new { endpoint, now, until = now + MayRunFor }) > 0;

    private async Task<Attempt?> HoldAsync(Transaction transaction, StoredDelivery delivery, DeliveryStep.Hold hold)
    {
        await transaction.ExecuteAsync("update outbound_delivery set reason = @Reason where id = @Id and ended_at is null", new { delivery.Id, hold.Reason });
        if (hold.Alert) await alerts.RaiseAsync(transaction, WebhookKeys.Alert + delivery.Endpoint, $"The webhook '{delivery.Endpoint}' cannot be signed: {hold.Reason}. Its events wait.");
        return null;
    }

    private sealed record Attempt(StoredDelivery Delivery, EventPost Post);

    [LoggerMessage(Level = LogLevel.Information, Message = "Webhook {Endpoint}, delivery {Id}, attempt {Number}: {Outcome} {Status}; it is {State}")]
    private partial void LogOutcome(string endpoint, long id, int number, string outcome, int? status, string state);
}
