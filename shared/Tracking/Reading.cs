using NodaTime;

namespace Growth.Tracking;

/// <summary>What one reader has done with one piece. Instants are business times of receipt; each is set once and stays.</summary>
public sealed record Reading
{
    public required Instant FirstAt { get; init; }

    public Instant? ViewedAt { get; init; }

    /// <summary>The most seen, percent of the page.</summary>
    public int Scroll { get; init; }

    /// <summary>The most reported, never more than the time since <see cref="FirstAt"/>.</summary>
    public int Seconds { get; init; }

    public Instant? CompletedAt { get; init; }

    public Instant? SharedAt { get; init; }

    /// <summary>Whose link brought this reader, and when.</summary>
    public long? ViaReaderId { get; init; }

    public Instant? BroughtAt { get; init; }

    /// <summary>When this reader's link first brought somebody.</summary>
    public Instant? BringerAt { get; init; }

    /// <summary>Since when this reader is a sharer who brought somebody: both, in either order.</summary>
    public Instant? BringingSince => SharedAt is { } shared && BringerAt is { } brought ? Instant.Max(shared, brought) : null;

    /// <summary>The reading after one more event. Nothing that was reached is ever taken back.</summary>
    /// <param name="via">The reader of this piece whose link was followed; null: none, unknown, or this reader.</param>
    public static Reading After(Reading? before, TrackingEvent sent, long? via, CompletionRule rule)
    {
        var now = sent.ReceivedAt;
        var reading = before ?? new Reading { FirstAt = now };
        // Nobody has read for longer than the piece has been open before us, whatever the client says.
        var possible = (int)Math.Clamp((now - reading.FirstAt).TotalSeconds, 0, int.MaxValue);
        var brought = before is null && sent.Kind == EventKind.View && via is not null;
        reading = reading with
        {
            Scroll = Math.Max(reading.Scroll, sent.Scroll ?? 0),
            Seconds = Math.Max(reading.Seconds, Math.Min(sent.Seconds ?? 0, possible)),
            ViewedAt = reading.ViewedAt ?? (sent.Kind == EventKind.View ? now : null),
            SharedAt = reading.SharedAt ?? (sent.Kind == EventKind.Share ? now : null),
            ViaReaderId = brought ? via : reading.ViaReaderId,
            BroughtAt = brought ? now : reading.BroughtAt,
        };
        return reading.CompletedAt is null && (sent.Kind == EventKind.Complete || rule.IsComplete(reading.Scroll, reading.Seconds)) ? reading with { CompletedAt = now } : reading;
    }
}

/// <summary>When a piece counts as read to the end: far enough AND long enough.</summary>
/// <param name="Scroll">Fraction of the page, 0 to 1.</param>
/// <param name="Time">Fraction of the estimated reading time, 0 to 1.</param>
/// <param name="ReadingSeconds">The piece's estimated reading time.</param>
public readonly record struct CompletionRule(decimal Scroll, decimal Time, long ReadingSeconds)
{
    public bool IsComplete(int scroll, int seconds) => scroll >= Scroll * 100 && seconds >= Time * ReadingSeconds;
}
