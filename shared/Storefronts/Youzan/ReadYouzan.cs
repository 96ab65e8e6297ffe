using Growth.Time;
using NodaTime;

namespace Growth.Storefronts.Youzan;

/// <summary>
/// Youzan's messages in our words. Where the API may be asked, a message is only a hint: what is told is what the API says of that order or
/// refund, whatever type the message claims. Else it is told without proof, and waits for a payment notice.
/// </summary>
public sealed class ReadYouzan(YouzanApi api, BusinessClock clock)
{
    /// <summary>Youzan's own API runs behind its messages, by half a minute or more: so long is a contradiction taken for that.</summary>
    private static readonly Duration Patience = Duration.FromHours(1);

    private static readonly Dictionary<string, OrderStage> Stages = new(StringComparer.Ordinal)
    {
        ["trade_TradeCreate"] = OrderStage.Created,
        ["trade_TradePaid"] = OrderStage.Paid,
        // Ready to be sent; goods without parcels never get here.
        ["trade_TradeBuyerPay"] = OrderStage.Paid,
        ["trade_TradeSuccess"] = OrderStage.Completed,
        ["trade_TradeClose"] = OrderStage.Closed,
    };

    internal async ValueTask<WebhookReading> RunAsync(StoredWebhook webhook, YouzanCredentials credentials, CancellationToken cancellationToken)
    {
        using var document = Payload.Parse(webhook.Body);
        if (document is null) return new WebhookReading.Misfit("The body is not one JSON object.");
        try
        {
            var message = YouzanMessage.Read(Payload.Of(document));
            if (credentials.GrantId is { } shop && message.Shops.Count > 0 && !message.Shops.Contains(shop, StringComparer.Ordinal)) return new WebhookReading.Ignored("other-shop");
            if (!Stages.ContainsKey(webhook.Type) && !YouzanRefund.IsFinal(webhook.Type)) return new WebhookReading.Ignored(YouzanRefund.IsOne(webhook.Type) ? "refund-not-done" : "type-without-use");
            using var content = YouzanMessage.Content(Payload.Of(document), message);
            if (content is null) return new WebhookReading.Misfit("msg: a JSON object, URL-encoded.");
            return await ReadAsync(webhook, Payload.Of(content), credentials, cancellationToken);
        }
        catch (MisfitException e)
        {
            return new WebhookReading.Misfit(e.Message);
        }
    }

    private async ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Payload content, YouzanCredentials credentials, CancellationToken cancellationToken)
    {
        var full = content.At("full_order_info");
        var number = full.At("order_info").Text("tid", 64) ?? content.Needed("tid", 64);
        if (!Stages.TryGetValue(webhook.Type, out var stage)) return await RefundAsync(webhook, content, number, credentials, cancellationToken);
        if (credentials.GrantId is null) return Told(webhook, content, full, number, stage);

        using var answer = await api.OrderAsync(credentials, number, cancellationToken);
        return answer.Refusal(IsYoung(webhook)) ?? Fetched(webhook, Payload.Of(answer.Data!).At("full_order_info"), number, stage);
    }

    /// <summary>All that the order has reached: what a lost message would have told comes along.</summary>
    private WebhookReading Fetched(StoredWebhook webhook, Payload full, string number, OrderStage claimed)
    {
        var order = YouzanOrder.Read(full);
        if (order.Number != number) return new WebhookReading.Misfit("Youzan answered with another order.");
        if (order.Reached.ContainsKey(claimed)) return new WebhookReading.Events([.. order.Reached.Keys.Order().Select(stage => order.Event(stage, PaymentProof.Fetched, webhook.ReceivedAt))]);
        return IsYoung(webhook)
            ? new WebhookReading.Later("The order is not yet at Youzan as the message says.", YouzanAnswer.Pause)
            : new WebhookReading.Misfit("type: the order at Youzan never became what the message says.");
    }

    private static WebhookReading Told(StoredWebhook webhook, Payload content, Payload full, string number, OrderStage stage)
    {
        if (full.Exists)
        {
            var order = YouzanOrder.Read(full);
            // The older signature does not cover the type: the order inside has to agree with it.
            return order.Reached.ContainsKey(stage)
                ? new WebhookReading.Events([order.Event(stage, PaymentProof.None, webhook.ReceivedAt)])
                : new WebhookReading.Misfit("type: the order inside is not what the message says.");
        }

        if (stage is OrderStage.Created or OrderStage.Paid) return new WebhookReading.Misfit("full_order_info: is required.");
        var changed = new OrderChanged { Stage = stage, Number = number, Proof = PaymentProof.None };
        return new WebhookReading.Events([new ShopEvent(StableKey.Of(changed.Type, number), YouzanOrder.TimeOf(content, "update_time") ?? webhook.ReceivedAt, changed)]);
    }

    private async ValueTask<WebhookReading> RefundAsync(StoredWebhook webhook, Payload content, string number, YouzanCredentials credentials, CancellationToken cancellationToken)
    {
        var refund = content.Needed("refund_id", 64);
        if (credentials.GrantId is null) return YouzanRefund.Told(webhook, content, number, refund);
        using var answer = await api.RefundAsync(credentials, refund, cancellationToken);
        if (answer.Refusal(IsYoung(webhook)) is { } refusal) return refusal;
        return YouzanRefund.Fetched(webhook, Payload.Of(answer.Data!), number, refund) ?? (IsYoung(webhook)
            ? new WebhookReading.Later("The refund is not yet done at Youzan.", YouzanAnswer.Pause)
            : new WebhookReading.Ignored("refund-not-done"));
    }

    private bool IsYoung(StoredWebhook webhook) => clock.Now < webhook.ReceivedAt + Patience;
}
