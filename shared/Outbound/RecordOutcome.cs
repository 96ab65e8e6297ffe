using Growth.Config;
using Growth.Storage;
using Growth.Time;

namespace Growth.Outbound;

/// <summary>
/// Records what came of an attempt: the log, the delivery, its endpoint, and the message for the next attempt, in one transaction. An outcome
/// that comes late, after another attempt began, changes nothing but the log, except that a success always counts. Each statement decides by
/// the rows that it changes, and the endpoint's row is locked before it is decided on.
/// </summary>
public sealed class RecordOutcome(IQueue queue, Alerts alerts, BusinessClock clock, WarnDisabled warn)
{
    /// <returns>The delivery's state.</returns>
    internal async Task<string> RunAsync(Transaction transaction, StoredDelivery delivery, PostAnswer answer)
    {
        await transaction.ExecuteAsync(
            "update outbound_attempt set outcome = @Outcome, status = @Status, took_ms = @took where delivery_id = @Id and number = @Attempt",
            new { delivery.Id, delivery.Attempt, answer.Outcome, answer.Status, took = (long)answer.Took.TotalMilliseconds });
        var before = await EndpointHealth.LockAsync(transaction, delivery.Endpoint);
        var after = DecideDelivery.After(delivery, before, answer, clock.Now, Random.Shared.NextDouble());
        if (await StoreAsync(transaction, delivery, answer, after) == 0) return "superseded";

        if (after.Endpoint != before) await after.Endpoint.StoreAsync(transaction);
        if (after.State == "waiting") await queue.EnqueueAsync(transaction, EmitEvent.Queue, new DeliveryDue(delivery.Id), after.NextAt);
        if (after.Endpoint.DisabledAt is null && after.State == "delivered") await GoOnAsync(transaction, delivery.Endpoint);
        if (after.Endpoint.DisabledAt is not null && before.DisabledAt is null) await WarnAsync(transaction, after.Endpoint);
        return after.State;
    }

    private Task<int> StoreAsync(Transaction transaction, StoredDelivery delivery, PostAnswer answer, DeliveryOutcome after)
    {
        var ours = after.State == "delivered" ? "state <> 'delivered'" : "state = 'sending' and attempt = @Attempt";
        return transaction.ExecuteAsync(
            $"""
             update outbound_delivery set state = @State, next_at = @NextAt, reason = @reason, sending_until = null, parked = 0,
                 ended_at = case when @State = 'waiting' then null else @now end
             where id = @Id and {ours}
             """,
            new
            {
                delivery.Id,
                delivery.Attempt,
                after.State,
                after.NextAt,
                reason = after.State == "delivered" ? null : answer.Status is { } status ? $"{answer.Outcome} ({status})" : answer.Outcome,
                now = clock.Now,
            });
    }

    /// <summary>
    /// The endpoint is well: the next of those that stood behind this attempt comes now. It has a message for later, too, so that a line whose
    /// head died moves on by itself.
    /// </summary>
    private async Task GoOnAsync(Transaction transaction, string endpoint)
    {
        await alerts.ClearAsync(transaction, WebhookKeys.Alert + endpoint);
        var next = await transaction.FirstAsync<long?>(
            """
            update outbound_delivery set parked = 0, next_at = @now where id =
                (select id from outbound_delivery where endpoint = @endpoint and ended_at is null and state = 'waiting' and parked = 1 order by next_at, id limit 1)
            and state = 'waiting' returning id
            """,
            new { endpoint, now = clock.Now });
        if (next is { } id) await queue.EnqueueAsync(transaction, EmitEvent.Queue, new DeliveryDue(id));
    }

    private async Task WarnAsync(Transaction transaction, EndpointHealth endpoint)
    {
        await alerts.RaiseAsync(transaction, WebhookKeys.Alert + endpoint.Name, WarnDisabled.Alert(endpoint));
        if ((await WorkspaceStore.CurrentAsync(transaction))?.Config is { } config) await warn.RunAsync(transaction, config, endpoint);
    }
}
