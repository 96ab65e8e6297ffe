using Growth.Config;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks.Review;

/// <summary>
/// Everything a review says, as it was when it was written: rendering reads nothing else, so that the same snapshot gives the same bytes
/// for ever and later changes never reach a closed week.
/// </summary>
public sealed record ReviewSnapshot
{
    public required IsoWeek Week { get; init; }

    public required ReviewKind Kind { get; init; }

    public required Instant TakenAt { get; init; }

    public required string Workspace { get; init; }

    public required Language Language { get; init; }

    /// <summary>IANA id the week was opened in.</summary>
    public required string TimeZone { get; init; }

    public required string Currency { get; init; }

    public required Uri PublicUrl { get; init; }

    /// <summary>Fractions from 0 to 1.</summary>
    public required decimal CompletionTarget { get; init; }

    /// <inheritdoc cref="CompletionTarget"/>
    public required decimal ShareTarget { get; init; }

    public required ReviewTimes Times { get; init; }

    /// <summary>The week's own copy: what it was run with.</summary>
    public required WeekPlan Plan { get; init; }

    public required ReviewCampaign Campaign { get; init; }

    /// <summary>In the plan's order.</summary>
    public required IReadOnlyList<PieceNumbers> Pieces { get; init; }

    /// <summary>The last closed week before this one; null: this is the first.</summary>
    public PreviousWeek? Previous { get; init; }

    /// <summary>The first week after this one that has no plan yet: the one to propose a file for.</summary>
    public required IsoWeek NextWithoutPlan { get; init; }
}

/// <summary>When the week was to do what, and when it did.</summary>
public sealed record ReviewTimes
{
    public required Instant OpensAt { get; init; }

    public required Instant ClosesAt { get; init; }

    public required Instant EndsAt { get; init; }

    public required Instant FinalAt { get; init; }

    public Instant? OpenedAt { get; init; }
}

public sealed record ReviewCampaign
{
    public required string Key { get; init; }

    /// <summary><c>enrolling</c>, <c>running</c>, <c>settling</c> or <c>settled</c>.</summary>
    public required string State { get; init; }

    public Instant? StoppedAt { get; init; }
}

/// <summary>What was counted for a piece before the week's end. People count once a piece.</summary>
public sealed record PieceNumbers
{
    public required string Slug { get; init; }

    public required string Title { get; init; }

    public required Instant PublishAt { get; init; }

    public Instant? PublishedAt { get; init; }

    public AnnouncedNumbers Announced { get; init; } = new();

    public long Views { get; init; }

    public long Shares { get; init; }

    public long Readers { get; init; }

    public long Completers { get; init; }

    public long Sharers { get; init; }

    /// <summary>Sharers whose link brought somebody.</summary>
    public long Bringers { get; init; }

    /// <summary>Readers whom a link brought.</summary>
    public long Brought { get; init; }
}

/// <summary>Messages of an announcement by what became of them.</summary>
public sealed record AnnouncedNumbers
{
    public long Sent { get; init; }

    public long Rejected { get; init; }

    public long Expired { get; init; }

    /// <summary>It may have been sent or not.</summary>
    public long Unknown { get; init; }

    public long Waiting { get; init; }

    public static AnnouncedNumbers operator +(AnnouncedNumbers one, AnnouncedNumbers other) => new()
    {
        Sent = one.Sent + other.Sent,
        Rejected = one.Rejected + other.Rejected,
        Expired = one.Expired + other.Expired,
        Unknown = one.Unknown + other.Unknown,
        Waiting = one.Waiting + other.Waiting,
    };
}

public sealed record PreviousWeek
{
    public required IsoWeek Week { get; init; }

    public required IReadOnlyList<PieceNumbers> Pieces { get; init; }
}
