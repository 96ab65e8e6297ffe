using NodaTime;

namespace Growth.Tracking;

public enum EventKind
{
    View,
    Progress,
    Share,

    /// <summary>Read to the end, by a storefront's signed word; clients' own events never say so.</summary>
    Complete,
}

/// <summary>An event as a client sent it: well formed, not yet believed.</summary>
public sealed record SentEvent
{
    public required int Index { get; init; }

    public required string Id { get; init; }

    public required EventKind Kind { get; init; }

    public required string Piece { get; init; }

    public string? Visitor { get; init; }

    public string? MemberToken { get; init; }

    /// <summary>Percent of the page, 0 to 100.</summary>
    public int? Scroll { get; init; }

    /// <summary>Active seconds since the page was opened, 0 to 86400.</summary>
    public int? Seconds { get; init; }

    /// <summary>The code of the reader whose link was followed.</summary>
    public string? Via { get; init; }

    /// <summary>The client's time; refused when it is in the future, otherwise of no effect.</summary>
    public Instant? At { get; init; }
}

/// <summary>An event with a reader that its token proves, received at a business time: ready to be counted.</summary>
public sealed record TrackingEvent
{
    public required int Index { get; init; }

    public required string Id { get; init; }

    public required EventKind Kind { get; init; }

    public required string Piece { get; init; }

    public required ReaderKey Reader { get; init; }

    public int? Scroll { get; init; }

    public int? Seconds { get; init; }

    public string? Via { get; init; }

    public required Instant ReceivedAt { get; init; }
}

/// <summary>One event that was not taken: where it stood, why, and what to do about it.</summary>
public sealed record RefusedEvent(int Index, string? Id, string Reason, string Detail);

/// <summary>Why an event was refused: a closed set, in docs/events.md.</summary>
public static class Refusals
{
    public const string NotAnObject = "not-an-object";
    public const string UnknownField = "unknown-field";
    public const string DuplicateField = "duplicate-field";
    public const string MissingField = "missing-field";
    public const string WrongType = "wrong-type";
    public const string OutOfRange = "out-of-range";
    public const string BadText = "bad-text";
    public const string BadId = "bad-id";
    public const string UnknownKind = "unknown-kind";
    public const string UnknownPiece = "unknown-piece";
    public const string NotPublished = "not-published";
    public const string TokenMissing = "token-missing";
    public const string TokenAmbiguous = "token-ambiguous";
    public const string TokenInvalid = "token-invalid";
    public const string TokenExpired = "token-expired";
    public const string FromTheFuture = "from-the-future";
    public const string RateLimited = "rate-limited";
    public const string NotStored = "not-stored";
}
