using Growth.Storage;

namespace Growth.Storefronts.Envelope;

/// <summary>What is kept as told, for the part of the program that acts on it.</summary>
internal static class FactTypes
{
    private static readonly TextForm Template = TextForm.Any(128);

    public static IReadOnlyList<ShopEventType> All { get; } =
    [
        new("check-in.done", "A member checked in at the shop.", CheckIn, ShopEventType.ByDelivery),
        new("subscription.accepted", "A member agreed to messages of a template, once for each of count.", Accepted, ShopEventType.ByDelivery),
        new("subscription.changed", "A member's standing choice for a template changed.", Changed, ShopEventType.ByDelivery),
        new("payout.changed", "A payout of ours at the shop came further.", Payout, ShopEventType.ByDelivery),
        new("stock.changed", "How many of a product are left.", Stock, ShopEventType.ByDelivery),
    ];

    private static ShopFact CheckIn(ShopObject data) => Fact("check-in.done", data.Object("member", PersonMembers.Read), new
    {
        Campaign = data.OptionalText("campaign", TextForm.Slug),
        Order = data.OptionalText("order", TextForm.Number),
    });

    private static ShopFact Accepted(ShopObject data) => Fact("subscription.accepted", data.Object("member", PersonMembers.Read), new
    {
        Template = data.Text("template", Template),
        Count = data.OptionalNumber("count", 1, 100) ?? 1,
    });

    private static ShopFact Changed(ShopObject data) => Fact("subscription.changed", data.Object("member", PersonMembers.Read), new
    {
        Template = data.Text("template", Template),
        Status = data.Text("status", TextForm.OneOf("accepted", "rejected", "ended")),
    });

    private static ShopFact Payout(ShopObject data)
    {
        data.Needs("amount", "currency");
        return Fact("payout.changed", data.OptionalObject("member", PersonMembers.Read), new
        {
            PayoutId = data.Text("payoutId", TextForm.Number),
            Status = data.Text("status", TextForm.OneOf("accepted", "awaiting-claim", "paid", "failed", "lapsed")),
            Amount = data.OptionalNumber("amount", 1, OrderTypes.MostMoney),
            Currency = data.OptionalText("currency", TextForm.Currency),
            Code = data.OptionalText("code", TextForm.Code),
        });
    }

    private static ShopFact Stock(ShopObject data) => Fact("stock.changed", null, new
    {
        Sku = data.Text("sku", TextForm.Sku),
        Available = data.Number("available", 0, 1_000_000_000),
    });

    private static ShopFact Fact<T>(string type, ShopPerson? person, T members) => new(type) { Person = person, Data = Json.Write(members) };
}
