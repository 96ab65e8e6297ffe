using System.Text.Json.Serialization;
using Growth.Config;
using Growth.Time;
using NodaTime;

namespace Growth.Outbound;

/// <summary>
/// What an event says, its <c>data</c> (docs/outbound-webhooks.md). Members may be added, never changed or taken away. No phone number,
/// address or name of a person: a member is named as their shop names them.
/// </summary>
public abstract record OutboundData
{
    [JsonIgnore]
    public abstract OutboundType Type { get; }
}

/// <summary>A member of a shop, by the shop's own id.</summary>
/// <param name="Storefront">Its name in growth.yaml.</param>
public sealed record ShopMember(string Storefront, string UserId);

/// <summary><c>reward.paid</c>: the payout of a reward has succeeded.</summary>
public sealed record RewardPaid : OutboundData
{
    /// <summary>Ours, the same for ever.</summary>
    public required string Reward { get; init; }

    /// <summary>Key of the campaign.</summary>
    public required string Campaign { get; init; }

    /// <summary><c>cashback</c>, <c>inviter</c> or <c>invitee</c>.</summary>
    public required string Kind { get; init; }

    public required ShopMember Member { get; init; }

    /// <summary>The shop's order number; null: the reward rests on none.</summary>
    public string? Order { get; init; }

    /// <summary>Minor units, more than 0.</summary>
    public required long Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    public required Instant PaidAt { get; init; }

    [JsonIgnore]
    public override OutboundType Type => OutboundType.RewardPaid;
}

/// <summary><c>referral.qualified</c>: an invitee's first paid order came inside the window.</summary>
public sealed record ReferralQualified : OutboundData
{
    public required string Campaign { get; init; }

    public required ShopMember Inviter { get; init; }

    public required ShopMember Invitee { get; init; }

    /// <summary>The shop's order number.</summary>
    public required string Order { get; init; }

    public required Instant QualifiedAt { get; init; }

    [JsonIgnore]
    public override OutboundType Type => OutboundType.ReferralQualified;
}

/// <summary><c>week.closed</c>: the week's numbers are final; they are those of its stored review.</summary>
public sealed record WeekClosed : OutboundData
{
    public required IsoWeek Week { get; init; }

    /// <summary>IANA id.</summary>
    public required string TimeZone { get; init; }

    public required Instant OpensAt { get; init; }

    /// <summary>What came later does not count.</summary>
    public required Instant EndsAt { get; init; }

    public required Instant ClosedAt { get; init; }

    public required WeekTargets Targets { get; init; }

    /// <summary>Key of the week's campaign.</summary>
    public required string Campaign { get; init; }

    /// <summary>In the plan's order.</summary>
    public required IReadOnlyList<ClosedPiece> Pieces { get; init; }

    [JsonIgnore]
    public override OutboundType Type => OutboundType.WeekClosed;
}

/// <summary>Fractions from 0 to 1.</summary>
public sealed record WeekTargets(decimal CompletionRate, decimal ShareRate);

/// <summary>What was counted for a piece before the week's end. People count once a piece.</summary>
public sealed record ClosedPiece
{
    public required string Slug { get; init; }

    public required string Title { get; init; }

    /// <summary>Null: it did not appear.</summary>
    public Instant? PublishedAt { get; init; }

    public required long Views { get; init; }

    public required long Shares { get; init; }

    public required long Readers { get; init; }

    public required long Completers { get; init; }

    public required long Sharers { get; init; }

    /// <summary>Readers whom another reader's link brought.</summary>
    public required long Brought { get; init; }
}

/// <summary><c>alert.raised</c>: a person should look at something.</summary>
public sealed record AlertRaised : OutboundData
{
    /// <summary>Stable: <c>clock</c>, <c>poison:notifications</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What is wrong and what to do, in English.</summary>
    public required string Text { get; init; }

    public required Instant RaisedAt { get; init; }

    [JsonIgnore]
    public override OutboundType Type => OutboundType.AlertRaised;
}
