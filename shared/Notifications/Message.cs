using NodaTime;

namespace Growth.Notifications;

/// <summary>Why a message is sent; decides which consent, hours and caps bind it.</summary>
public enum Purpose
{
    /// <summary>Money and claims, and word to the team: no marketing consent needed.</summary>
    Transactional,

    /// <summary>Reminders: an own switch, no selling.</summary>
    Service,

    /// <summary>Everything that sells.</summary>
    Marketing,
}

/// <summary>One message to one recipient, before a channel is chosen.</summary>
public sealed record Message
{
    /// <summary>
    /// Says which message this is, for ever: the same key is sent once. <c>week-opened/2026-W48/team@example.com</c>.
    /// </summary>
    public required string Key { get; init; }

    public required Purpose Purpose { get; init; }

    /// <summary>
    /// When what it tells of was due, by business time; not when a late step got to it. After a restore, what was due before may have been
    /// sent before, whatever the store says.
    /// </summary>
    public required Instant Occasion { get; init; }

    /// <summary><c>team:{email}</c> or <c>reader:{id}</c>: who, not at which address.</summary>
    public required string Recipient { get; init; }

    /// <summary>Channel names of growth.yaml in the order in which they are tried.</summary>
    public required IReadOnlyList<string> Route { get; init; }

    public required string Subject { get; init; }

    /// <summary>Plain text or Markdown.</summary>
    public required string Body { get; init; }

    public string? Html { get; init; }

    /// <summary>Business time after which it is stale and no longer sent; null: never.</summary>
    public Instant? ExpiresAt { get; init; }
}
