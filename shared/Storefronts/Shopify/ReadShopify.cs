using Growth.Config;

namespace Growth.Storefronts.Shopify;

/// <summary>
/// A Shopify payload (Admin REST shapes, which webhooks kept) in our words. Pure. The order's number is Shopify's numeric id: refunds name
/// no other, and <c>#1001</c> is a display name that a shop may change.
/// </summary>
internal static class ReadShopify
{
    internal static WebhookReading Run(StoredWebhook webhook)
    {
        using var document = Payload.Parse(webhook.Body);
        if (document is null) return new WebhookReading.Misfit("The body is not one JSON object.");
        try
        {
            return Read(webhook, Payload.Of(document));
        }
        catch (MisfitException e)
        {
            return new WebhookReading.Misfit(e.Message);
        }
    }

    private static WebhookReading Read(StoredWebhook webhook, Payload body) => webhook.Type switch
    {
        "orders/create" => Order(webhook, body, OrderStage.Created),
        "orders/paid" => Order(webhook, body, OrderStage.Paid),
        "orders/fulfilled" => Order(webhook, body, OrderStage.Completed),
        "orders/cancelled" => Order(webhook, body, OrderStage.Closed),
        "refunds/create" => ReadShopifyRefund.Run(webhook, body),
        "customers/create" => Customer(webhook, body, registered: true),
        "customers/update" => Customer(webhook, body, registered: false),
        // Answered by people within 30 days; what they ask for is done with growth forget.
        "customers/data_request" or "customers/redact" or "shop/redact" => new WebhookReading.Ignored("compliance-request"),
        _ => new WebhookReading.Ignored("topic-without-use"),
    };

    private static WebhookReading Order(StoredWebhook webhook, Payload order, OrderStage stage)
    {
        if (order.Flag("test")) return new WebhookReading.Ignored("test-order");
        Agree(order, stage);
        var number = order.Needed("id", 64);
        var currency = CurrencyOf(order, "currency");
        var changed = new OrderChanged
        {
            Stage = stage,
            Number = number,
            Buyer = ShopifyPerson.Buyer(order),
            Lines = ShopifyLines.Read(order, currency),
            Total = order.Amount("total_price", currency),
            Currency = currency.Code,
            ReferralCode = order.List("note_attributes", 100).FirstOrDefault(one => one.Hint("name", 64) == "referralCode") is { Exists: true } code ? code.Hint("value", 64) : null,
        };
        // An order has no time of payment or fulfilment: these changes are its last at that moment, and a repetition sends the same body.
        var at = order.Time(stage switch
        {
            OrderStage.Created => "created_at",
            OrderStage.Closed => "cancelled_at",
            _ => "updated_at",
        });
        return new WebhookReading.Events([new ShopEvent(StableKey.Of(changed.Type, number), at ?? webhook.ReceivedAt, changed)]);
    }

    /// <summary>The topic is a header, and headers are not signed: the body must say the same.</summary>
    private static void Agree(Payload order, OrderStage stage)
    {
        var agrees = stage switch
        {
            OrderStage.Paid => order.Text("financial_status", 40) is "paid" or "partially_refunded" or "refunded",
            OrderStage.Completed => order.Text("fulfillment_status", 40) is "fulfilled",
            OrderStage.Closed => order.Time("cancelled_at") is not null,
            _ => true,
        };
        if (agrees) return;
        throw stage switch
        {
            OrderStage.Paid => order.Misfit("financial_status", "paid, partially_refunded or refunded, as the topic orders/paid says"),
            OrderStage.Completed => order.Misfit("fulfillment_status", "fulfilled, as the topic orders/fulfilled says"),
            _ => order.Misfit("cancelled_at", "a time, as the topic orders/cancelled says"),
        };
    }

    private static WebhookReading Customer(StoredWebhook webhook, Payload customer, bool registered)
    {
        var id = customer.Needed("id", 64);
        var at = customer.Time(registered ? "created_at" : "updated_at") ?? webhook.ReceivedAt;
        var changed = new MemberChanged { Registered = registered, Member = ShopifyPerson.Read(customer, id) };
        var key = registered ? StableKey.Of(changed.Type, id) : StableKey.Of(changed.Type, id, $"{at.ToUnixTimeMilliseconds()}");
        return new WebhookReading.Events([new ShopEvent(key, at, changed)]);
    }

    /// <summary>The shop's currency: prices and totals are in it, whatever the buyer was shown.</summary>
    internal static Currency CurrencyOf(Payload payload, string name) =>
        Currency.TryGet(payload.Needed(name, 3), out var currency) ? currency : throw payload.Misfit(name, "an ISO 4217 currency");
}
