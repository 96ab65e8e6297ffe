using NodaTime;

namespace Growth.Storefronts.Youzan;

/// <summary>
/// Refunds. A refund only ever takes away from what is paid back, so an unproven one is believed, too; it is told once, by its id.
/// </summary>
internal static class YouzanRefund
{
    private const string Agreed = "trade_refund_RefundSellerAgree";

    internal static bool IsOne(string type) => type.StartsWith("trade_refund_", StringComparison.Ordinal) || type.StartsWith("youzan_trade_Refund", StringComparison.Ordinal);

    /// <summary>After these, money is on its way back. To agree to a return is final only where nothing has to come back first.</summary>
    internal static bool IsFinal(string type) => type is Agreed or "trade_refund_RefundSuccess" or "trade_refund_SysRefund" or "youzan_trade_RefundSuccess";

    internal static WebhookReading Told(StoredWebhook webhook, Payload content, string number, string refund)
    {
        if (webhook.Type == Agreed && content.Text("refund_type", 40) != "REFUND_ONLY") return new WebhookReading.Ignored("refund-not-done");
        return Event(number, refund, content.Amount("refunded_fee", YouzanOrder.Yuan), OnlyLine(content.Text("oids", 4_000)), YouzanOrder.TimeOf(content, "update_time") ?? webhook.ReceivedAt);
    }

    /// <returns>Null: not paid back (yet).</returns>
    internal static WebhookReading? Fetched(StoredWebhook webhook, Payload told, string number, string refund)
    {
        if (told.Needed("refund_id", 64) != refund || told.Needed("tid", 64) != number) return new WebhookReading.Misfit("refund_id: it is of another order at Youzan.");
        if (told.Needed("status", 60) != "SUCCESS") return null;
        return Event(number, refund, told.Amount("refund_fee", YouzanOrder.Yuan), OnlyLine(told.Text("oids", 4_000) ?? told.Text("oid", 64)), YouzanOrder.TimeOf(told, "refund_success_time") ?? webhook.ReceivedAt);
    }

    private static WebhookReading Event(string number, string refund, long amount, string? line, Instant at) => amount == 0
        ? new WebhookReading.Ignored("refund-without-money")
        : new WebhookReading.Events([new ShopEvent(StableKey.Of("order.refunded", number, refund), at, new OrderRefunded { Number = number, RefundId = refund, Amount = amount, Currency = YouzanOrder.Yuan.Code, Line = line })]);

    /// <summary>Several lines share one amount that nobody divides: it is the order's then.</summary>
    private static string? OnlyLine(string? oids) => oids is { Length: <= 64 } && !oids.Contains(',', StringComparison.Ordinal) ? oids : null;
}
