using NodaTime;

namespace Growth.Tracking;

/// <summary>The counters of a piece, or what is to be added to them.</summary>
public readonly record struct Counts
{
    public long Views { get; init; }

    public long Shares { get; init; }

    public long Readers { get; init; }

    public long Completers { get; init; }

    public long Sharers { get; init; }

    public long Bringers { get; init; }

    public long Brought { get; init; }

    public static Counts operator +(Counts left, Counts right) => new()
    {
        Views = left.Views + right.Views,
        Shares = left.Shares + right.Shares,
        Readers = left.Readers + right.Readers,
        Completers = left.Completers + right.Completers,
        Sharers = left.Sharers + right.Sharers,
        Bringers = left.Bringers + right.Bringers,
        Brought = left.Brought + right.Brought,
    };

    /// <summary>What a reader adds to a piece by going from one reading to the next, as far as it was received before <paramref name="until"/>.</summary>
    public static Counts Between(Reading? before, Reading after, Instant until) => new()
    {
        Readers = Step(before?.FirstAt, after.FirstAt, until),
        Completers = Step(before?.CompletedAt, after.CompletedAt, until),
        Sharers = Step(before?.SharedAt, after.SharedAt, until),
        Bringers = Step(before?.BringingSince, after.BringingSince, until),
        Brought = Step(before?.BroughtAt, after.BroughtAt, until),
    };

    /// <summary>The event itself, beside what it does to the sets.</summary>
    public static Counts Of(EventKind kind, Instant receivedAt, Instant until) => new()
    {
        Views = kind == EventKind.View && receivedAt < until ? 1 : 0,
        Shares = kind == EventKind.Share && receivedAt < until ? 1 : 0,
    };

    private static long Step(Instant? before, Instant? after, Instant until) => before is null && after is { } since && since < until ? 1 : 0;
}
