using Growth.Storefronts;
using NodaTime;

namespace Growth.Orders;

/// <summary>Where an order stands. Paid stands above closed: money that came in after all counts.</summary>
public enum OrderStatus
{
    /// <summary>Only a payment or a refund named its number so far.</summary>
    Expected,

    Created,

    /// <summary>The shop says paid by a word that no money may rest on: a payment notice or the platform's own answer must come.</summary>
    Unproven,

    Paid,

    Completed,

    /// <summary>All that was paid went back, cashback of ours not counted.</summary>
    Refunded,

    Closed,
}

/// <summary>What the payment rests on; the strongest counts.</summary>
public enum OrderProof
{
    None,

    /// <summary>The storefront's own signed word.</summary>
    Signed,

    /// <summary>Asked back from the platform.</summary>
    Fetched,

    /// <summary>A payment notice of the order's amount and currency.</summary>
    Payment,
}

/// <summary>An order as all that was told of it makes it: the row <c>shop_order</c>. Amounts in minor units of <see cref="Currency"/>.</summary>
public sealed record OrderTerms
{
    public required OrderStatus Status { get; init; }

    /// <summary>Who bought by the shop's word, else who paid; null: nobody that is known.</summary>
    public long? MemberId { get; init; }

    public Instant? CreatedAt { get; init; }

    /// <summary>The first moment at which it is proven to be paid.</summary>
    public Instant? PaidAt { get; init; }

    public Instant? CompletedAt { get; init; }

    public Instant? ClosedAt { get; init; }

    public OrderProof Proof { get; init; }

    /// <summary>With shipping, as the order was priced.</summary>
    public long? Total { get; init; }

    /// <summary>ISO 4217; null: not said.</summary>
    public string? Currency { get; init; }

    /// <summary>Null: not paid, or nobody says how much.</summary>
    public long? Paid { get; init; }

    /// <summary>What went back, cashback of ours not counted.</summary>
    public long Refunded { get; init; }

    public string? ReferralCode { get; init; }

    public bool? FirstOrder { get; init; }

    /// <summary>Of <see cref="OrderMarks"/>, in alphabetical order, separated by spaces; empty: nothing to look at.</summary>
    public string Marks { get; init; } = "";
}

/// <summary>What a person should look at.</summary>
public static class OrderMarks
{
    /// <summary>A payment of another amount or currency than the order's: it does not pay for it.</summary>
    public const string AmountMismatch = "amount-mismatch";

    /// <summary>Another currency than the workspace's.</summary>
    public const string ForeignCurrency = "foreign-currency";

    /// <summary>More went back than came in.</summary>
    public const string OverRefunded = "over-refunded";

    /// <summary>A further payment of the full amount, which has not gone back.</summary>
    public const string PaidTwice = "paid-twice";

    /// <summary>A refund in another currency than the order's; it is not part of the sum.</summary>
    public const string RefundCurrency = "refund-currency";
}

/// <summary>An order in full.</summary>
public sealed record OrderState(OrderTerms Terms, IReadOnlyList<OrderLine> Lines, IReadOnlyList<OrderRefund> Refunds, IReadOnlyList<OrderPayment> Payments);

/// <summary>Money that went back.</summary>
/// <param name="Storefront">Who told of it last.</param>
/// <param name="Tellers">All who told of it: a shop and its payment platform both tell of the same money.</param>
/// <param name="Currency">Null: the order's.</param>
public sealed record OrderRefund(string Id, string Storefront, IReadOnlyList<string> Tellers, long Amount, string? Currency, string? Line, string? Purpose, Instant At)
{
    /// <summary>A payout of ours: it takes nothing back.</summary>
    public const string Cashback = "cashback";
}

/// <summary>Money that came in by a payment platform's word.</summary>
public sealed record OrderPayment(string Id, string Storefront, long Amount, string Currency, long? MemberId, Instant At, PaymentState State);

public enum PaymentState
{
    /// <summary>What the order costs is not known yet.</summary>
    Waiting,

    Matched,

    /// <summary>The full amount once more.</summary>
    Extra,

    Mismatch,
}
