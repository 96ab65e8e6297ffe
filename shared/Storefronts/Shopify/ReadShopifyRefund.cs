using Growth.Config;

namespace Growth.Storefronts.Shopify;

/// <summary>
/// <c>refunds/create</c>. Money is what the successful transactions say; the lines say what it was for. A refund of several lines is one
/// event a line, and what is left of the money (tax, shipping, goodwill) one without a line.
/// </summary>
internal static class ReadShopifyRefund
{
    private const int Max = 500;

    internal static WebhookReading Run(StoredWebhook webhook, Payload refund)
    {
        var number = refund.Needed("order_id", 64);
        var id = refund.Needed("id", 64);
        var refunds = refund.List("transactions", Max).Where(one => one.Text("kind", 40) == "refund" && !one.Flag("test")).ToList();
        var done = refunds.Where(one => one.Text("status", 40) == "success").ToList();
        if (done.Count == 0) return new WebhookReading.Ignored(refunds.Count > 0 ? "refund-not-done" : "refund-without-money");
        var currency = ReadShopify.CurrencyOf(done[0], "currency");
        if (done.Any(one => ReadShopify.CurrencyOf(one, "currency") != currency)) throw refund.Misfit("transactions[].currency", "one currency");
        var total = done.Sum(one => one.Amount("amount", currency));
        if (total == 0) return new WebhookReading.Ignored("refund-without-money");

        var (lines, shop) = Lines(refund, currency);
        // The buyer was paid back in another currency than the shop's: the lines are told in the shop's, and they are what counts.
        var parts = shop == currency ? Split(total, lines) : [.. lines.Select(line => new Part(line.Line, line.Amount))];
        var at = refund.Time("processed_at") ?? refund.Time("created_at") ?? webhook.ReceivedAt;
        var events = parts.Select(part => Event(number, RefundId(id, part.Line, lines.Count > 0), part, shop, at));
        return new WebhookReading.Events([.. events]);

        ShopEvent Event(string order, string refundId, Part part, Currency told, NodaTime.Instant when) => new(
            StableKey.Of("order.refunded", order, refundId),
            when,
            new OrderRefunded
            {
                Number = order,
                RefundId = refundId,
                Amount = part.Amount,
                Currency = told.Code,
                Line = part.Line,
                Purpose = part.Line is null && lines.Count > 0 ? "tax-and-shipping" : null,
            });
    }

    /// <summary>Fills the lines in their order; never more than the money, and nothing of it is lost.</summary>
    internal static IReadOnlyList<Part> Split(long total, IReadOnlyList<Part> lines)
    {
        var parts = new List<Part>();
        foreach (var line in lines)
        {
            var amount = Math.Min(total, line.Amount);
            total -= amount;
            if (amount > 0) parts.Add(line with { Amount = amount });
        }

        if (total > 0) parts.Add(new Part(null, total));
        return parts;
    }

    private static string RefundId(string id, string? line, bool hasLines) => line is not null ? $"{id}:{line}" : hasLines ? $"{id}:rest" : id;

    private static (IReadOnlyList<Part> Lines, Currency Currency) Lines(Payload refund, Currency usual)
    {
        var currency = usual;
        var lines = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var item in refund.List("refund_line_items", Max))
        {
            var money = item.At("subtotal_set").At("shop_money");
            if (money.Exists) currency = ReadShopify.CurrencyOf(money, "currency_code");
            var amount = money.Exists ? money.Amount("amount", currency) : item.Amount("subtotal", currency);
            var line = item.Needed("line_item_id", 64);
            lines[line] = lines.GetValueOrDefault(line) + amount;
        }

        return ([.. lines.Where(line => line.Value > 0).Select(line => new Part(line.Key, line.Value))], currency);
    }

    internal sealed record Part(string? Line, long Amount);
}
