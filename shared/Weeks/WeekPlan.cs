using Growth.Notifications;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>A week as planned: what <c>weeks/2026-W48.yaml</c> says, checked.</summary>
public sealed record WeekPlan
{
    public required IsoWeek Week { get; init; }

    public required CampaignPlan Campaign { get; init; }

    public required IReadOnlyList<PiecePlan> Content { get; init; }
}

/// <summary>The referral and check-in campaign of a week. Money in minor units of the workspace's currency, rates as fractions.</summary>
public sealed record CampaignPlan
{
    public required string Key { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyList<string> Products { get; init; }

    public required EnrolPlan Enrol { get; init; }

    public required CheckInPlan CheckIn { get; init; }

    public required CashbackPlan Cashback { get; init; }

    public ReferralPlan? Referral { get; init; }

    /// <summary>By occasion: enrolled, reminder, rewarded.</summary>
    public IReadOnlyDictionary<string, NotifyPlan> Notify { get; init; } = new Dictionary<string, NotifyPlan>();

    /// <summary>Ends enrolment, new referrals and marketing at once; existing enrolments finish.</summary>
    public bool Stop { get; init; }
}

public sealed record EnrolPlan
{
    public required LocalDate From { get; init; }

    /// <summary>The last day, included.</summary>
    public required LocalDate Until { get; init; }

    public int? Limit { get; init; }
}

public sealed record CheckInPlan
{
    /// <summary>1 to 366.</summary>
    public required int Days { get; init; }

    /// <summary>Days after the window in which make-ups still count.</summary>
    public int Grace { get; init; }

    public StartDay Start { get; init; } = StartDay.Next;

    public LocalTime DayEndsAt { get; init; } = LocalTime.Midnight;

    public int Makeups { get; init; }

    public IReadOnlyList<LocalTime> RemindAt { get; init; } = [];
}

public enum StartDay
{
    Same,
    Next,
}

public sealed record CashbackPlan
{
    public required IReadOnlyList<TierPlan> Tiers { get; init; }

    public required Duration Hold { get; init; }

    public required long Budget { get; init; }

    public required Payout Payout { get; init; }
}

public enum Payout
{
    WechatRefund,
    StorefrontCredit,
    WechatTransfer,
    File,
}

/// <summary>Either consecutive or total days; either an amount in minor units or a fraction of the base.</summary>
public sealed record TierPlan
{
    public int? Consecutive { get; init; }

    public int? Total { get; init; }

    public long? Amount { get; init; }

    public decimal? Percent { get; init; }
}

public sealed record ReferralPlan
{
    public required long Inviter { get; init; }

    public required long Invitee { get; init; }

    public required Duration Window { get; init; }

    public int? MaxPerInviter { get; init; }

    public long? MinOrder { get; init; }

    public required long Budget { get; init; }
}

public sealed record NotifyPlan
{
    public required string Template { get; init; }

    public required IReadOnlyList<string> Route { get; init; }

    public required Purpose Purpose { get; init; }
}

/// <summary>A long-form piece: hosted (<see cref="File"/>) or elsewhere (<see cref="Url"/> with <see cref="ReadingTime"/>).</summary>
public sealed record PiecePlan
{
    public required string Slug { get; init; }

    public required string Title { get; init; }

    public string? File { get; init; }

    /// <summary>Hash of the Markdown that was applied with this plan; set by applying, never in YAML.</summary>
    public string? ArticleHash { get; init; }

    public Uri? Url { get; init; }

    /// <summary>Required with <see cref="Url"/>; estimated from the text otherwise, and then filled in by applying.</summary>
    public Duration? ReadingTime { get; init; }

    public required WeekTime PublishAt { get; init; }

    public AnnouncePlan? Announce { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}

public sealed record AnnouncePlan
{
    public required IReadOnlyList<string> Route { get; init; }

    public required Audience Audience { get; init; }
}

public enum Audience
{
    Consented,
    All,
}
