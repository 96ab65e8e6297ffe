using NodaTime;

namespace Growth.Time;

/// <summary>A business time that moves only when told to: the demo's and the tests'. Thread-safe.</summary>
public sealed class SteppedTime(Instant start) : TimeProvider
{
    private long _ticks = start.ToUnixTimeTicks();

    public Instant Now => Instant.FromUnixTimeTicks(Interlocked.Read(ref _ticks));

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    /// <summary>Sets the time, also backwards: a clock set back is a fault that tests make happen.</summary>
    public void Set(Instant instant) => Interlocked.Exchange(ref _ticks, instant.ToUnixTimeTicks());
}
