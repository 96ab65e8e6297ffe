using NodaTime;

namespace Growth.Time;

/// <summary>
/// The clock that decides weeks, days, due times, caps and holds. The demo and tests step it.
/// Never used for leases, timeouts or anything else that waits in real time: that is <see cref="MachineClock"/>.
/// </summary>
public sealed class BusinessClock(TimeProvider provider)
{
    /// <summary>The business time, to the microsecond: what is stored equals what was decided on.</summary>
    public Instant Now => provider.GetInstant();
}

/// <summary>The machine's real time: leases, retry delays, rate limits. Never steps, never decides business.</summary>
public sealed class MachineClock(TimeProvider provider)
{
    public Instant Now => provider.GetInstant();

    public TimeProvider Provider => provider;
}

internal static class TimeProviderInstant
{
    /// <summary>The provider's time cut to microseconds, the resolution of the store.</summary>
    internal static Instant GetInstant(this TimeProvider provider)
    {
        var ticks = provider.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        return Instant.FromUnixTimeTicks(ticks - (ticks % 10));
    }
}
