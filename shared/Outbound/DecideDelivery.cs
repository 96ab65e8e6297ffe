using Growth.Config;
using NodaTime;

namespace Growth.Outbound;

/// <summary>What to do with a delivery now.</summary>
internal abstract record DeliveryStep
{
    private DeliveryStep()
    {
    }

    /// <summary>It has ended, or another message of it comes later.</summary>
    internal sealed record Done : DeliveryStep;

    /// <summary>The workspace is to blame, not the delivery: it waits in the store without a message until <see cref="WakeDeliveries"/> finds that it may go.</summary>
    internal sealed record Hold(string Reason, bool Alert = false) : DeliveryStep;

    /// <summary>Another attempt at the endpoint stands in its way.</summary>
    internal sealed record Wait(Duration For) : DeliveryStep;

    internal sealed record Attempt : DeliveryStep;
}

/// <summary>What a failed or successful attempt makes of a delivery and its endpoint.</summary>
internal sealed record DeliveryOutcome(string State, Instant NextAt, EndpointHealth Endpoint);

internal static class DecideDelivery
{
    /// <summary>An endpoint with so many failures in a row...</summary>
    public const int FailuresToDisable = 10;

    /// <summary>... over so long a time, and no success in between, is disabled.</summary>
    public static Duration FailingToDisable => Duration.FromDays(3);

    /// <param name="webhook">Null: growth.yaml does not have the endpoint any more.</param>
    /// <param name="line">How long to wait for this process's place at the endpoint; null: it is ours.</param>
    public static DeliveryStep Begin(
        StoredDelivery delivery, EndpointHealth endpoint, WebhookConfig? webhook, WebhookKeys keys, Instant now, Instant machineNow, Duration? line)
    {
        if (delivery.HasEnded || (delivery.State == "waiting" && delivery.NextAt > now)) return new DeliveryStep.Done();
        if (webhook is null) return new DeliveryStep.Hold("growth.yaml does not have the endpoint any more");
        if (webhook.Paused) return new DeliveryStep.Hold("paused in growth.yaml");
        if (endpoint.DisabledAt is not null) return new DeliveryStep.Hold("the endpoint is disabled");
        if (keys.Problem is { } problem) return new DeliveryStep.Hold(problem, Alert: true);
        if (line is { } place) return new DeliveryStep.Wait(place);
        if (delivery.State == "sending" && delivery.SendingUntil is { } until && until > machineNow) return new DeliveryStep.Wait(until - machineNow);
        return endpoint.RetryAt is { } retryAt && retryAt > now ? new DeliveryStep.Wait(retryAt - now) : new DeliveryStep.Attempt();
    }

    /// <param name="jitter">0 to 1.</param>
    public static DeliveryOutcome After(StoredDelivery delivery, EndpointHealth endpoint, PostAnswer answer, Instant now, double jitter)
    {
        if (answer.Result == PostResult.Accepted)
            return new DeliveryOutcome("delivered", now, endpoint with { Failures = 0, FailingSince = null, RetryAt = null });

        var asked = answer.RetryAfter is { } wish ? Duration.Min(wish, RetrySchedule.LongestRetryAfter) : Duration.Zero;
        var failing = endpoint with
        {
            Failures = endpoint.Failures + 1,
            FailingSince = endpoint.FailingSince ?? now,
            RetryAt = now + Duration.Max(RetrySchedule.RestAfter(endpoint.Failures + 1), asked),
        };
        if (answer.Result == PostResult.Gone) return new DeliveryOutcome("given-up", now, Disable(failing, now, "gone"));
        if (failing.Failures >= FailuresToDisable && now - failing.FailingSince >= FailingToDisable) failing = Disable(failing, now, "failing");
        if (now >= delivery.GiveUpAt) return new DeliveryOutcome("given-up", now, failing);
        // The last attempt is at the end of the time, whatever the steps before it add up to.
        var next = now + Duration.Max(RetrySchedule.PauseAfter(delivery.Tries, jitter), asked);
        return new DeliveryOutcome("waiting", Instant.Min(next, delivery.GiveUpAt), failing);
    }

    private static EndpointHealth Disable(EndpointHealth endpoint, Instant now, string reason) =>
        endpoint.DisabledAt is null ? endpoint with { DisabledAt = now, DisabledReason = reason } : endpoint;
}
