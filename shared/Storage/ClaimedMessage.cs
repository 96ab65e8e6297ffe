using NodaTime;

namespace Growth.Storage;

/// <summary>A message under a lease of ours.</summary>
public sealed record ClaimedMessage
{
    public required long Id { get; init; }

    public required string Queue { get; init; }

    public required string Body { get; init; }

    /// <summary>Attempts so far, this one included; from 1.</summary>
    public required int DequeueCount { get; init; }

    /// <summary>Names the look that took it; a message has another with every delivery.</summary>
    public required long Claim { get; init; }

    public required Instant EnqueuedAt { get; init; }

    public required Instant DueAt { get; init; }
}

/// <summary>Where in a queue's order a look may begin: behind this message.</summary>
public readonly record struct QueuePlace(Instant DueAt, long Id)
{
    /// <summary>At the queue's head.</summary>
    public static QueuePlace Head { get; } = new(Instant.MinValue, 0);
}

/// <summary>What one transaction did to a queue.</summary>
/// <param name="Completed">Handled messages that were still ours; the others will be handled again.</param>
/// <param name="Claimed">Oldest due first.</param>
public sealed record QueueTurn(int Completed, IReadOnlyList<ClaimedMessage> Claimed);

/// <param name="Found">A claim would find something.</param>
/// <param name="NextDue">The first business time after now at which a message falls due.</param>
public readonly record struct QueueLook(bool Found, Instant? NextDue);
