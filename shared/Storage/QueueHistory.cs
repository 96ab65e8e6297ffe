using NodaTime;

namespace Growth.Storage;

/// <summary>How long a handled message can still be looked at.</summary>
/// <param name="Time">0: handled messages are deleted at once.</param>
public sealed record QueueHistory(Duration Time)
{
    /// <summary>So many characters of a handled message's body are kept.</summary>
    public const int MaxBody = 1000;

    /// <summary>So many handled messages are kept at most, whatever the time: a busy day may not fill the disk.</summary>
    public const int MaxMessages = 100_000;

    public bool Keeps => Time > Duration.Zero;

    public static QueueHistory OneDay { get; } = new(Duration.FromDays(1));
}
