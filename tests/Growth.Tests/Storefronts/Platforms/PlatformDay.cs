using System.Globalization;
using Growth.Storefronts;
using Growth.Tests.Storefronts.WechatPay;
using Growth.Tests.Tracking;
using NodaTime;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>A request of the day to one of the storefronts; <see cref="Again"/> makes the same anew, under another id of its delivery where the platform may do so.</summary>
internal sealed record Told(Sender To, WebhookRequest Request, Func<string, WebhookRequest>? Again = null);

/// <summary>A day of all platforms as they send it, made from a seed: orders and all that becomes of them, their payments at WeChat Pay, people who turn out to be one, consents, reading.</summary>
internal sealed class PlatformDay(int seed)
{
    private const int People = 30;
    private static readonly string[] Templates = ["T1", "T2"];

    private readonly Random _random = new(seed);
    private readonly List<(int Minute, Told Told)> _told = [];
    private readonly Instant _now = PayAccount.Now;
    private int _ids;

    /// <summary>In the order in which it happened.</summary>
    public IReadOnlyList<Told> Make()
    {
        for (var i = 0; i < 45; i++) OfTheShop(i);
        for (var i = 0; i < 20; i++) OfYouzan(i);
        for (var i = 0; i < 20; i++) OfShopify(i);
        for (var i = 0; i < 40; i++)
            Push($"open-{_random.Next(People)}", minute: i * 3, answer: _random.Next(4) == 0 ? "reject" : "accept", template: Templates[i % 2]);
        for (var i = 0; i < 40; i++) Shop(_random.Next(2) == 0 ? "member.registered" : "member.updated", _random.Next(200), $$$"""{"member":{{{Person(verified: true)}}}}""");
        for (var i = 0; i < 15; i++) Shop("check-in.done", i * 5, $$$"""{"member":{{{Person()}}}}""");
        for (var i = 0; i < 15; i++) Shop("content.viewed", i * 4, $$$"""{"piece":"{{{(i % 2 == 0 ? TrackingStore.Published : TrackingStore.AlsoPublished)}}}","reader":{"userId":"reader-{{{_random.Next(6)}}}"}}""");
        Shop("stock.changed", 100, """{"sku":"READ-21","available":7}""");
        return [.. _told.OrderBy(one => one.Minute).Select(one => one.Told)];
    }

    private void OfTheShop(int i)
    {
        var (number, minute, price) = ($"S{i}", _random.Next(120), 100L * _random.Next(1, 200));
        var order = $$"""{"number":"{{number}}","buyer":{{Person()}},"lines":[{"sku":"READ-21","quantity":1,"netPaid":{{price}}}],"total":{{price}},"currency":"CNY"}""";
        Shop("order.created", minute, order);
        if (_random.Next(6) == 0) Shop("order.closed", minute + 30, $$"""{"number":"{{number}}"}""");
        if (_random.Next(5) != 0) Shop("order.paid", minute + 2, order);
        if (_random.Next(4) != 0) Paid(number, $"t{i}", minute + 3, _random.Next(6) == 0 ? price - 1 : price);
        if (_random.Next(8) == 0) Paid(number, $"u{i}", minute + 4, price);
        for (var refund = 0; refund < _random.Next(3); refund++)
        {
            Shop("order.refunded", minute + 40 + refund, $$"""{"number":"{{number}}","refundId":"r{{refund}}","amount":{{(price / 2) + refund}},"currency":"CNY"}""");
            Refunded(number, $"r{refund}", minute + 41 + refund, price, (price / 2) + refund);
        }

        if (_random.Next(2) == 0) Shop("order.completed", minute + 60, $$"""{"number":"{{number}}"}""");
    }

    private void OfYouzan(int i)
    {
        var (tid, minute) = ($"E{i}", _random.Next(120));
        Youzan("trade_TradeCreate", minute, YouzanSender.Order("WAIT_BUYER_PAY", payTime: "", tid: tid));
        if (_random.Next(6) == 0) Youzan("trade_TradeClose", minute + 9, YouzanSender.Order("TRADE_CLOSED", payTime: "", tid: tid));
        if (_random.Next(4) != 0) Youzan("trade_TradePaid", minute + 2, YouzanSender.Order(tid: tid));
        if (_random.Next(3) == 0) Youzan("trade_refund_RefundSuccess", minute + 50, YouzanSender.Refund().Replace(YouzanSender.Tid, tid, StringComparison.Ordinal));
        if (_random.Next(2) == 0) Youzan("trade_TradeSuccess", minute + 60, YouzanSender.Order("TRADE_SUCCESS", successTime: "2026-11-23 09:00:00", tid: tid));
    }

    private void OfShopify(int i)
    {
        var (order, minute) = (ShopifyPlatform.Order($"{7000 + i}").Replace("115310627314723954", $"{_random.Next(8)}", StringComparison.Ordinal), _random.Next(120));
        Shopify("orders/create", minute, order);
        if (_random.Next(4) != 0) Shopify("orders/paid", minute + 2, order);
        if (_random.Next(6) == 0) Shopify("orders/cancelled", minute + 20, order.Replace("\"cancelled_at\":null", "\"cancelled_at\":\"2026-11-23T09:00:00+08:00\"", StringComparison.Ordinal));
        if (_random.Next(3) == 0) Shopify("refunds/create", minute + 50, ShopifyPlatform.Refund($"{9000 + i}", $"{7000 + i}"));
        if (_random.Next(2) == 0) Shopify("orders/fulfilled", minute + 60, order.Replace("\"fulfillment_status\":null", "\"fulfillment_status\":\"fulfilled\"", StringComparison.Ordinal));
    }

    private void Shop(string type, int minute, string data) => Tell(
        "shop", minute, ShopPlatform.Sign($"msg_{_ids++}", $$"""{"type":"{{type}}","timestamp":"{{Time(minute)}}","data":{{data}}}""", _now));

    private void Paid(string number, string transaction, int minute, long amount) => Pay(minute, "TRANSACTION.SUCCESS", "transaction", PayAccount.Transaction(number, json =>
    {
        json["transaction_id"] = transaction;
        json["amount"]!["total"] = amount;
        json["payer"]!["openid"] = $"open-{_random.Next(People)}";
        json["success_time"] = Time(minute);
    }));

    private void Refunded(string number, string refund, int minute, long total, long amount) => Pay(minute, "REFUND.SUCCESS", "refund", PayAccount.Refund(json =>
    {
        json["out_trade_no"] = number;
        json["out_refund_no"] = refund;
        json["refund_id"] = $"50-{number}-{refund}";
        json["success_time"] = Time(minute);
        (json["amount"]!["total"], json["amount"]!["refund"]) = (total, amount);
    }));

    private void Pay(int minute, string eventType, string originalType, byte[] plain) =>
        Tell("pay", minute, PayPlatform.Sign(PayPlatform.Notice($"EV-{_ids++}", eventType, originalType, plain), _now));

    private void Push(string openId, int minute, string answer, string template) =>
        Tell("mini", minute, ((PushPlatform)Sender.Of("mini")).Send(PushPlatform.Popup(openId, At(minute).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), answer, template), _now));

    private void Youzan(string type, int minute, string content)
    {
        content = content.Replace("yzuser1", $"yz-{_random.Next(8)}", StringComparison.Ordinal);
        // Every other by the older signature.
        WebhookRequest Sent(string id) => minute % 2 == 0 ? YouzanSender.Sent(type, content, id) : YouzanPlatform.Whole(YouzanPlatform.Envelope(type, content, id));
        Tell("youzan", minute, Sent($"yz-{_ids++}"), Sent);
    }

    private void Shopify(string topic, int minute, string body) => Tell("shopify", minute, ShopifyPlatform.Send(topic, body, $"sh-{_ids++}"), id => ShopifyPlatform.Send(topic, body, id));

    private void Tell(string storefront, int minute, WebhookRequest request, Func<string, WebhookRequest>? again = null) =>
        _told.Add((minute, new Told(Sender.Of(storefront), request, again)));

    /// <summary>Somebody by some of what is known of them; openids and phones are what joins them with those of other storefronts.</summary>
    private string Person(bool verified = false)
    {
        var i = _random.Next(People);
        var openId = _random.Next(3) == 0 ? $",\"openid\":\"open-{i}\",\"appId\":\"{PayAccount.AppId}\"" : "";
        var union = _random.Next(4) == 0 ? $",\"unionid\":\"union-{i / 2}\"" : "";
        var phone = _random.Next(3) == 0 ? $",\"phone\":\"+86138001380{i:00}\",\"phoneVerified\":{(verified ? "true" : "false")}" : "";
        return $"{{\"userId\":\"u-{i}\"{openId}{union}{phone}}}";
    }

    private static Instant At(int minute) => PayAccount.Now - Duration.FromHours(3.5) + Duration.FromMinutes(minute);

    private static string Time(int minute) => At(minute).ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
