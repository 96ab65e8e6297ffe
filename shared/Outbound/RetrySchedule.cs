using NodaTime;

namespace Growth.Outbound;

/// <summary>When a delivery that failed is tried again, and when an endpoint that fails is asked again at all. Business time.</summary>
internal static class RetrySchedule
{
    private static readonly Duration[] AfterTry =
    [
        Duration.FromSeconds(5), Duration.FromMinutes(1), Duration.FromMinutes(5), Duration.FromMinutes(30),
        Duration.FromHours(2), Duration.FromHours(4), Duration.FromHours(8),
    ];

    private static readonly Duration[] AfterFailures =
        [Duration.FromSeconds(5), Duration.FromSeconds(30), Duration.FromMinutes(2), Duration.FromMinutes(5), Duration.FromMinutes(10)];

    /// <summary>From the event, or from when a person had it sent again, to the last attempt.</summary>
    public static Duration Length => Duration.FromHours(24);

    /// <summary>A receiver that asks for more patience than this gets this.</summary>
    public static Duration LongestRetryAfter => Duration.FromHours(4);

    /// <param name="tries">Attempts begun, 1 or more.</param>
    /// <param name="jitter">0 to 1: up to a fifth more, so that what failed together does not come back together.</param>
    public static Duration PauseAfter(int tries, double jitter) => AfterTry[Math.Min(tries, AfterTry.Length) - 1] * (1 + (jitter / 5));

    /// <summary>
    /// How long an endpoint is left alone: the first delivery after that is the one that tries it for all. Short, so that what waits behind
    /// an outage goes out soon after it.
    /// </summary>
    /// <param name="failures">In a row, 1 or more.</param>
    public static Duration RestAfter(int failures) => AfterFailures[Math.Min(failures, AfterFailures.Length) - 1];
}
