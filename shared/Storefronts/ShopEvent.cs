using NodaTime;

namespace Growth.Storefronts;

/// <summary>
/// Something that happened at a shop, in our words (docs/webhooks.md). Applying is order-free and may be repeated: two hosts, a replay, or
/// a refund before its payment end in the same state.
/// </summary>
/// <param name="Key">Unique within the storefront and the same whenever the same thing is told again, by whichever delivery: <c>order.paid:1001</c>.</param>
/// <param name="OccurredAt">By the shop's word; the receipt's time where it has none.</param>
public sealed record ShopEvent(string Key, Instant OccurredAt, ShopEventData Data);

public abstract record ShopEventData
{
    /// <summary>As documented: <c>order.paid</c>.</summary>
    public abstract string Type { get; }
}

/// <summary>Who it was, as far as the shop says. At least one of user id, openid, unionid, phone, email.</summary>
public sealed record ShopPerson
{
    /// <summary>The storefront's own, 1 to 128 characters.</summary>
    public string? UserId { get; init; }

    /// <summary>With the app it belongs to.</summary>
    public string? OpenId { get; init; }

    public string? AppId { get; init; }

    public string? UnionId { get; init; }

    /// <summary>E.164: <c>+8613800138000</c>.</summary>
    public string? Phone { get; init; }

    /// <summary>The shop has proven that the phone is theirs (a code by SMS, or WeChat's own).</summary>
    public bool PhoneVerified { get; init; }

    public string? Email { get; init; }

    /// <summary>IANA.</summary>
    public string? TimeZone { get; init; }

    /// <summary><c>zh-CN</c> or <c>en</c>.</summary>
    public string? Language { get; init; }

    /// <summary>The shop's word on whether this is their first order ever; null: it does not say.</summary>
    public bool? FirstOrder { get; init; }
}

public enum OrderStage
{
    Created,
    Paid,
    Completed,

    /// <summary>Given up before it was paid, or by the platform.</summary>
    Closed,
}

/// <summary>How sure it is that money came in.</summary>
public enum PaymentProof
{
    /// <summary>A signature that can be replayed or that covers too little: nothing that costs money rests on it.</summary>
    None = 0,

    /// <summary>The storefront's own signed word, within its replay window or deduplicated for good.</summary>
    Signed = 1,

    /// <summary>Asked back from the platform's own API.</summary>
    Fetched = 2,
}

/// <summary><c>order.created</c>, <c>order.paid</c>, <c>order.completed</c>, <c>order.closed</c>.</summary>
public sealed record OrderChanged : ShopEventData
{
    public required OrderStage Stage { get; init; }

    /// <summary>The shop's order number, 1 to 64 characters: what payment notices name.</summary>
    public required string Number { get; init; }

    /// <summary>Null: this notice does not say.</summary>
    public ShopPerson? Buyer { get; init; }

    /// <summary>Null: this notice does not say. Lines of a payment stand above those of a creation.</summary>
    public IReadOnlyList<OrderLine>? Lines { get; init; }

    /// <summary>Minor units, with shipping; null: this notice does not say.</summary>
    public long? Total { get; init; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; init; }

    public string? ReferralCode { get; init; }

    public PaymentProof Proof { get; init; } = PaymentProof.Signed;

    public override string Type => Stage switch
    {
        OrderStage.Created => "order.created",
        OrderStage.Paid => "order.paid",
        OrderStage.Completed => "order.completed",
        _ => "order.closed",
    };
}

/// <summary>A line of an order.</summary>
public sealed record OrderLine
{
    /// <summary>The shop's own id of the line, unique within the order; the line's number where it has none.</summary>
    public required string Id { get; init; }

    public required string Sku { get; init; }

    /// <summary>1 or more.</summary>
    public required long Quantity { get; init; }

    /// <summary>Minor units for all of the line, without shipping and platform-funded coupons; 0 or more.</summary>
    public required long NetPaid { get; init; }
}

/// <summary><c>order.refunded</c>: money went back to the buyer.</summary>
public sealed record OrderRefunded : ShopEventData
{
    public required string Number { get; init; }

    /// <summary>The platform's or the shop's, unique within the order.</summary>
    public required string RefundId { get; init; }

    /// <summary>Minor units, more than 0.</summary>
    public required long Amount { get; init; }

    /// <summary>Null: the order's.</summary>
    public string? Currency { get; init; }

    /// <summary>Which line; null: not said.</summary>
    public string? Line { get; init; }

    /// <summary><c>cashback</c> when it is a payout of ours; else the shop's word.</summary>
    public string? Purpose { get; init; }

    public override string Type => "order.refunded";
}

/// <summary><c>payment.received</c>: proves money for an order number; has no lines.</summary>
public sealed record PaymentReceived : ShopEventData
{
    public required string Number { get; init; }

    /// <summary>The payment platform's, unique within the storefront.</summary>
    public required string TransactionId { get; init; }

    /// <summary>Minor units, as the order was priced.</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    public ShopPerson? Payer { get; init; }

    public override string Type => "payment.received";
}

/// <summary><c>member.registered</c>, <c>member.updated</c>.</summary>
public sealed record MemberChanged : ShopEventData
{
    public required bool Registered { get; init; }

    public required ShopPerson Member { get; init; }

    public override string Type => Registered ? "member.registered" : "member.updated";
}

/// <summary><c>content.viewed</c>, <c>content.completed</c>, <c>content.shared</c>: reading that a shop's own page reports.</summary>
public sealed record ContentRead : ShopEventData
{
    public required ContentAct Act { get; init; }

    /// <summary>Slug.</summary>
    public required string Piece { get; init; }

    public required ShopPerson Reader { get; init; }

    /// <summary>The public code of whose link was followed.</summary>
    public string? Via { get; init; }

    public override string Type => Act switch
    {
        ContentAct.Viewed => "content.viewed",
        ContentAct.Completed => "content.completed",
        _ => "content.shared",
    };
}

public enum ContentAct
{
    Viewed,
    Completed,
    Shared,
}

/// <summary>
/// <c>check-in.done</c>, <c>subscription.accepted</c>, <c>subscription.changed</c>, <c>payout.changed</c>, <c>stock.changed</c>: kept as told, for
/// the part of the program that acts on them.
/// </summary>
public sealed record ShopFact : ShopEventData
{
    public ShopFact(string type) => Type = type;

    public override string Type { get; }

    /// <summary>Null: it is about nobody.</summary>
    public ShopPerson? Person { get; init; }

    /// <summary>JSON object of the type's own members, without personal data.</summary>
    public required string Data { get; init; }
}
