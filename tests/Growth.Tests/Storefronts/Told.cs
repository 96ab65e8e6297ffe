using Growth.Storefronts;
using NodaTime;

namespace Growth.Tests.Storefronts;

/// <summary>Events as shops tell them, with sensible contents; minutes are counted from the morning.</summary>
internal static class Told
{
    public const long Price = 9900;

    public static ShopEvent Order(
        OrderStage stage, string number, double minute, ShopPerson? buyer = null, long? total = Price, string? currency = "CNY", PaymentProof proof = PaymentProof.Signed,
        IReadOnlyList<OrderLine>? lines = null, string? referral = null)
    {
        var data = new OrderChanged { Stage = stage, Number = number, Buyer = buyer, Total = total, Currency = currency, Proof = proof, Lines = lines, ReferralCode = referral };
        return new ShopEvent($"{data.Type}:{number}", At(minute), data);
    }

    public static ShopEvent Paid(string number, double minute, ShopPerson? buyer = null, long? total = Price, PaymentProof proof = PaymentProof.Signed, string? currency = "CNY") =>
        Order(OrderStage.Paid, number, minute, buyer, total, currency, proof, Lines((total ?? Price, 1)));

    public static ShopEvent Payment(string number, string transaction, double minute, long amount = Price, string currency = "CNY", ShopPerson? payer = null) =>
        new($"payment.received:{transaction}", At(minute), new PaymentReceived { Number = number, TransactionId = transaction, Amount = amount, Currency = currency, Payer = payer });

    public static ShopEvent Refund(string number, string id, double minute, long amount, string? purpose = null, string? currency = null, string? line = null) =>
        new($"order.refunded:{number}:{id}", At(minute), new OrderRefunded { Number = number, RefundId = id, Amount = amount, Purpose = purpose, Currency = currency, Line = line });

    public static ShopEvent Member(string key, double minute, ShopPerson person) => new($"member.updated:{key}", At(minute), new MemberChanged { Registered = false, Member = person });

    public static ShopEvent Read(string key, double minute, string user, string piece, ContentAct act = ContentAct.Viewed) =>
        new($"content:{key}", At(minute), new ContentRead { Act = act, Piece = piece, Reader = new ShopPerson { UserId = user } });

    public static ShopEvent Fact(string key, double minute, ShopPerson? person, string type = "check-in.done", string data = "{}") =>
        new($"{type}:{key}", At(minute), new ShopFact(type) { Person = person, Data = data });

    public static ShopPerson User(string id) => new() { UserId = id };

    /// <param name="lines">What was paid for each, and how many.</param>
    public static IReadOnlyList<OrderLine> Lines(params (long NetPaid, long Quantity)[] lines) =>
        [.. lines.Select((line, i) => new OrderLine { Id = $"{i + 1}", Sku = $"SKU-{i + 1}", NetPaid = line.NetPaid, Quantity = line.Quantity })];

    public static Instant At(double minute) => ShopStore.Morning + Duration.FromMinutes(minute);
}
