using System.Globalization;

namespace Growth.Storefronts.Envelope;

/// <summary><c>order.*</c> and <c>payment.received</c>. Their keys are the shop's and the platform's own numbers.</summary>
internal static class OrderTypes
{
    /// <summary>Minor units: far above any order and far below what JSON's readers keep exact.</summary>
    public const long MostMoney = 1_000_000_000_000;

    private const int MostLines = 500;

    public static IReadOnlyList<ShopEventType> All { get; } =
    [
        Order("order.created", "An order was placed; nothing is paid yet.", OrderStage.Created),
        Order("order.paid", "An order was paid in full.", OrderStage.Paid),
        Order("order.completed", "The buyer has what they ordered.", OrderStage.Completed),
        Order("order.closed", "An order was given up before it was paid, or closed by the platform.", OrderStage.Closed),
        new("order.refunded", "Money of an order went back to its buyer.", Refunded, static (data, _) => data is OrderRefunded one ? $"{one.Number}:{one.RefundId}" : ""),
        new("payment.received", "Money came in for an order number; it has no lines.", Payment, static (data, _) => data is PaymentReceived one ? one.TransactionId : ""),
    ];

    private static ShopEventType Order(string name, string means, OrderStage stage) =>
        new(name, means, data => Changed(data, stage), static (data, _) => data is OrderChanged order ? order.Number : "");

    private static OrderChanged Changed(ShopObject data, OrderStage stage)
    {
        data.Needs("lines", "currency");
        data.Needs("total", "currency");
        return new OrderChanged
        {
            Stage = stage,
            Number = data.Text("number", TextForm.Number),
            Buyer = data.OptionalObject("buyer", PersonMembers.Read),
            Lines = data.OptionalList("lines", MostLines, Line),
            Total = data.OptionalNumber("total", 0, MostMoney),
            Currency = data.OptionalText("currency", TextForm.Currency),
            ReferralCode = data.OptionalText("referralCode", TextForm.Code),
        };
    }

    private static OrderLine Line(ShopObject line, int place) => new()
    {
        Id = line.OptionalText("id", TextForm.Number) ?? (place + 1).ToString(CultureInfo.InvariantCulture),
        Sku = line.Text("sku", TextForm.Sku),
        Quantity = line.Number("quantity", 1, 1_000_000),
        NetPaid = line.Number("netPaid", 0, MostMoney),
    };

    private static OrderRefunded Refunded(ShopObject data) => new()
    {
        Number = data.Text("number", TextForm.Number),
        RefundId = data.Text("refundId", TextForm.Number),
        Amount = data.Number("amount", 1, MostMoney),
        Currency = data.OptionalText("currency", TextForm.Currency),
        Line = data.OptionalText("line", TextForm.Number),
        Purpose = data.OptionalText("purpose", TextForm.Code),
    };

    private static PaymentReceived Payment(ShopObject data) => new()
    {
        Number = data.Text("number", TextForm.Number),
        TransactionId = data.Text("transactionId", TextForm.Number),
        Amount = data.Number("amount", 1, MostMoney),
        Currency = data.Text("currency", TextForm.Currency),
        Payer = data.OptionalObject("payer", PersonMembers.Read),
    };
}
