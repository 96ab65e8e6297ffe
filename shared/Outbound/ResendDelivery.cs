using Growth.Storage;
using Growth.Time;

namespace Growth.Outbound;

/// <summary>A person has a delivery sent again: at once, under the same webhook-id, with another 24 hours of attempts.</summary>
public sealed class ResendDelivery(Database database, IQueue queue, BusinessClock clock)
{
    /// <param name="force">Also one that was delivered, or is being sent now.</param>
    public Task<ResendResult> RunAsync(long id, bool force, CancellationToken cancellationToken) => database.WriteAsync(async transaction =>
    {
        if (await StoredDelivery.FindAsync(transaction, id) is not { } delivery) return ResendResult.Missing;
        if (!force && delivery.State == "delivered") return ResendResult.Delivered;
        if (!force && delivery.State == "sending") return ResendResult.Sending;
        var now = clock.Now;
        // An attempt that is under way now ends superseded.
        await transaction.ExecuteAsync(
            "update outbound_delivery set state = 'waiting', tries = 0, next_at = @now, give_up_at = @giveUp, sending_until = null, parked = 0, reason = null, ended_at = null where id = @id",
            new { id, now, giveUp = now + RetrySchedule.Length });
        await queue.EnqueueAsync(transaction, EmitEvent.Queue, new DeliveryDue(id));
        return ResendResult.Queued;
    }, cancellationToken);
}

public enum ResendResult
{
    Queued,

    /// <summary>There is none with that id, or it is not kept any more.</summary>
    Missing,

    /// <summary>Its receiver has accepted it: only by force.</summary>
    Delivered,

    /// <summary>An attempt is under way: only by force.</summary>
    Sending,
}
