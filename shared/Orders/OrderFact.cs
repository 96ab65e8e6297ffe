using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Growth.Members;
using Growth.Storage;
using Growth.Storefronts;
using NodaTime;

namespace Growth.Orders;

/// <summary>What a fact says.</summary>
public enum OrderFactKind
{
    Created,
    Paid,
    Completed,
    Closed,
    Refunded,
    Payment,
}

/// <summary>One word on an order, as it is kept for good: an order is a function of the set of them.</summary>
public sealed record OrderFact
{
    /// <summary>Names the word by all that it says: the same told again is no further fact, and a word that says more is one.</summary>
    public required long Digest { get; init; }

    public required string Storefront { get; init; }

    public required string Key { get; init; }

    public required OrderFactKind Kind { get; init; }

    public required PaymentProof Proof { get; init; }

    public required Instant At { get; init; }

    public required OrderWords Words { get; init; }

    /// <summary>Who bought, or who paid; null: not said.</summary>
    public long? MemberId { get; init; }

    /// <summary>Null: the event is of no order.</summary>
    internal static OrderFact? Of(string storefront, ShopEvent happened, IReadOnlyList<MemberIdentity> person)
    {
        var (kind, proof, words) = happened.Data switch
        {
            OrderChanged order => (KindOf(order.Stage), order.Proof, WordsOf(order)),
            OrderRefunded refund => (OrderFactKind.Refunded, PaymentProof.Signed, WordsOf(refund)),
            PaymentReceived payment => (OrderFactKind.Payment, PaymentProof.Signed, WordsOf(payment)),
            _ => default((OrderFactKind, PaymentProof, OrderWords)?),
        } ?? default;
        if (words is null) return null;
        var said = $"{storefront}\n{happened.Key}\n{kind}\n{proof}\n{happened.OccurredAt.ToMicros()}\n{string.Join('\n', person)}\n{Json.Write(words)}";
        return new OrderFact
        {
            Digest = BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(said))),
            Storefront = storefront,
            Key = happened.Key,
            Kind = kind,
            Proof = proof,
            At = happened.OccurredAt,
            Words = words,
        };
    }

    /// <summary>Of an event of an order; null: of any other.</summary>
    internal static string? NumberOf(ShopEventData data) => data switch
    {
        OrderChanged order => order.Number,
        OrderRefunded refund => refund.Number,
        PaymentReceived payment => payment.Number,
        _ => null,
    };

    private static OrderFactKind KindOf(OrderStage stage) => stage switch
    {
        OrderStage.Created => OrderFactKind.Created,
        OrderStage.Paid => OrderFactKind.Paid,
        OrderStage.Completed => OrderFactKind.Completed,
        _ => OrderFactKind.Closed,
    };

    private static OrderWords WordsOf(OrderChanged order) => new()
    {
        Lines = order.Lines,
        Total = order.Total,
        Currency = order.Currency,
        ReferralCode = order.ReferralCode,
        FirstOrder = order.Buyer?.FirstOrder,
    };

    private static OrderWords WordsOf(OrderRefunded refund) =>
        new() { Id = refund.RefundId, Amount = refund.Amount, Currency = refund.Currency, Line = refund.Line, Purpose = refund.Purpose };

    private static OrderWords WordsOf(PaymentReceived payment) => new() { Id = payment.TransactionId, Amount = payment.Amount, Currency = payment.Currency };
}

/// <summary>What a fact says, as JSON in the store; null: it does not say. Amounts in minor units.</summary>
public sealed record OrderWords
{
    public IReadOnlyList<OrderLine>? Lines { get; init; }

    /// <summary>With shipping.</summary>
    public long? Total { get; init; }

    public string? Currency { get; init; }

    public string? ReferralCode { get; init; }

    public bool? FirstOrder { get; init; }

    /// <summary>The refund's or the transaction's.</summary>
    public string? Id { get; init; }

    /// <summary>The refund's or the payment's.</summary>
    public long? Amount { get; init; }

    /// <summary>Which line was refunded.</summary>
    public string? Line { get; init; }

    /// <summary>What a refund was for: <see cref="OrderRefund.Cashback"/>, or the shop's word.</summary>
    public string? Purpose { get; init; }
}
