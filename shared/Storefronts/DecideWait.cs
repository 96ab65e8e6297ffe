using NodaTime;

namespace Growth.Storefronts;

/// <summary>When a request that needs something that cannot be had is read again: at the adapter's pause, twice it, four times, ... up to an hour, for a day.</summary>
public static class DecideWait
{
    public static Duration Longest => Duration.FromHours(1);

    public static Duration Patience => Duration.FromHours(24);

    private static readonly Duration Shortest = Duration.FromSeconds(1);

    /// <param name="since">When it first waited.</param>
    /// <param name="attempts">How often it has been read before, 0 or more.</param>
    /// <param name="pause">The adapter's; less than a second is a second.</param>
    /// <returns>Null: it has waited long enough.</returns>
    public static Instant? Next(Instant now, Instant since, long attempts, Duration pause)
    {
        var last = since + Patience;
        if (now >= last) return null;
        var first = Duration.Min(Duration.Max(pause, Shortest), Longest);
        var wait = Duration.Min(first * Math.Pow(2, Math.Min(attempts, 12)), Longest);
        return Instant.Min(now + wait, last);
    }
}
