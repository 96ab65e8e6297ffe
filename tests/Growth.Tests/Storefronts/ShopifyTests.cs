using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Growth.Config;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Growth.Storefronts.Shopify;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts;

public sealed class ShopifyTests
{
    private const string Secret = "test_secret_key";
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 4, 0);

    internal const string Order =
        """
        {"id":820982911946154508,"email":"jon@example.com","created_at":"2026-11-23T08:00:00+08:00","updated_at":"2026-11-23T08:05:00+08:00","cancelled_at":null,"name":"#1001","test":false,
         "total_price":"254.98","subtotal_price":"244.98","taxes_included":true,"currency":"CNY","financial_status":"paid","fulfillment_status":null,"customer_locale":"zh-CN","phone":null,
         "note_attributes":[{"name":"referralCode","value":"ABC123"}],
         "line_items":[{"id":487817672276298554,"variant_id":null,"quantity":2,"sku":"READ-21","price":"89.99","total_discount":"0.00","discount_allocations":[{"amount":"10.00","discount_application_index":0}]},
                       {"id":976318377106520349,"variant_id":33426620022829,"quantity":1,"sku":"","price":"75","discount_allocations":[]},
                       {"id":9,"quantity":0,"sku":"GONE","price":"1.00"}],
         "customer":{"id":115310627314723954,"email":"john@example.com","phone":"+86 138-0013-8000"}}
        """;

    internal const string Refund =
        """
        {"id":890088186047892319,"order_id":820982911946154508,"created_at":"2026-11-24T08:00:00+08:00","processed_at":"2026-11-24T08:00:01+08:00","note":"",
         "refund_line_items":[{"id":1,"line_item_id":487817672276298554,"quantity":1,"subtotal":84.99,"subtotal_set":{"shop_money":{"amount":"84.99","currency_code":"CNY"}},"total_tax":0.0}],
         "transactions":[{"id":7,"order_id":820982911946154508,"kind":"refund","status":"success","amount":"94.99","currency":"CNY","test":false}]}
        """;

    private static Shopify Adapter => new(SentRequest.Secrets(("NEW", "next_secret"), ("OLD", Secret)));

    internal static Storefront Shop => new("shop", new ShopifyStorefront { Shop = "mystore.myshopify.com", Secrets = ["${NEW}", "${OLD}"], RefundWindow = Duration.FromDays(7) });

    [Fact]
    public async Task Verify_Vector_IsAcceptedUnderEitherSecret()
    {
        var vector = JsonDocument.Parse(File.ReadAllText(SentRequest.Vectors)).RootElement.GetProperty("shopify")[0];
        var request = Sent("orders/create", vector.GetProperty("body").GetString()!).WithHeader("x-shopify-hmac-sha256", vector.GetProperty("hmac").GetString()!);

        var accepted = Assert.IsType<WebhookVerdict.Accepted>(await Adapter.VerifyAsync(request, Shop, CancellationToken.None));

        Assert.Equal(("b54557e4-bdd9-4b37-8a5f-bf7d70bcd043", "orders/create"), (accepted.Delivery, accepted.Type));
        Assert.Equal((200, ""), await Adapter.JudgeAsync(Sent("orders/create", "{}", "next_secret"), Shop));
        Assert.Equal((401, "wrong-signature"), await Adapter.JudgeAsync(Sent("orders/create", "{}", "older_secret"), Shop));
        Assert.IsType<WebhookReading.Misfit>(await Adapter.ReadAsync(request, Shop, Now));
    }

    [Fact]
    public async Task Verify_AnyByteOfTheBodyChanged_IsRefused()
    {
        var request = Sent("orders/paid", Order);

        for (var i = 0; i < request.Body.Length; i++)
        {
            var body = request.Body.ToArray();
            body[i] ^= 1;
            Assert.Equal((401, "wrong-signature"), await Adapter.JudgeAsync(request with { Body = body }, Shop));
        }

        Assert.Equal((400, "empty-body"), await Adapter.JudgeAsync(request with { Body = default }, Shop));
        Assert.Equal((400, "method"), await Adapter.JudgeAsync(request with { Method = "GET" }, Shop));
    }

    [Fact]
    public async Task Verify_SignatureLostDoubledOrOtherwiseSpelt_IsRefused()
    {
        var request = Sent("orders/paid", Order);
        var signature = request.Header("x-shopify-hmac-sha256")!;

        Assert.Equal((401, "missing-signature"), await Adapter.JudgeAsync(request.WithHeader("x-shopify-hmac-sha256"), Shop));
        Assert.Equal((401, "missing-signature"), await Adapter.JudgeAsync(request.WithHeader("x-shopify-hmac-sha256", signature, signature), Shop));
        foreach (var other in (string[])["A", signature[..^1], signature + " ", " " + signature, signature + "=", signature.Replace('=', '!'), Convert.ToHexString(Convert.FromBase64String(signature)), "sha256=" + signature, new string('A', 10_000), "é"])
            Assert.Equal((401, "wrong-signature"), await Adapter.JudgeAsync(request.WithHeader("x-shopify-hmac-sha256", other), Shop));
    }

    [Theory]
    [InlineData("x-shopify-topic")]
    [InlineData("x-shopify-shop-domain")]
    [InlineData("x-shopify-api-version")]
    [InlineData("x-shopify-webhook-id")]
    public async Task Verify_OtherHeaderLostDoubledOrMalformed_Is400(string name)
    {
        var request = Sent("orders/paid", Order);

        Assert.Equal((400, "missing-header"), await Adapter.JudgeAsync(request.WithHeader(name), Shop));
        Assert.Equal((400, "missing-header"), await Adapter.JudgeAsync(request.WithHeader(name, "a", "a"), Shop));
        if (name is "x-shopify-topic" or "x-shopify-webhook-id") Assert.Equal((400, "bad-header"), await Adapter.JudgeAsync(request.WithHeader(name, "a b"), Shop));
        if (name == "x-shopify-shop-domain") Assert.Equal((401, "other-shop"), await Adapter.JudgeAsync(request.WithHeader(name, "other.myshopify.com"), Shop));
    }

    [Fact]
    public async Task Verify_NewerNames_WinOverTheOlder()
    {
        var signature = Sign(Encoding.UTF8.GetBytes(Order), Secret);
        var request = SentRequest.Post(Order,
        [
            ("shopify-hmac-sha256", signature), ("shopify-topic", "orders/paid"), ("shopify-shop-domain", "mystore.myshopify.com"), ("shopify-api-version", "2026-10"), ("shopify-event-id", "event-1"),
            ("x-shopify-hmac-sha256", "wrong"), ("x-shopify-topic", "orders/create"),
        ]);

        var accepted = Assert.IsType<WebhookVerdict.Accepted>(await Adapter.VerifyAsync(request, Shop, CancellationToken.None));

        Assert.Equal(("event-1", "orders/paid"), (accepted.Delivery, accepted.Type));
        Assert.Equal((401, "wrong-signature"), await Adapter.JudgeAsync(request.WithHeader("shopify-hmac-sha256", "wrong").WithHeader("x-shopify-hmac-sha256", signature), Shop));
    }

    [Fact]
    public async Task Verify_NoSecretSet_IsNotReady()
    {
        var adapter = new Shopify(SentRequest.Secrets());

        Assert.Equal((503, "NEW"), await adapter.JudgeAsync(Sent("orders/paid", Order), Shop));
        Assert.Equal((200, ""), await new Shopify(SentRequest.Secrets(("OLD", Secret))).JudgeAsync(Sent("orders/paid", Order), Shop));
    }

    [Fact]
    public async Task Read_OrderPaid_IsTheOrderInMinorUnits()
    {
        var told = Assert.Single((await Adapter.ReadAsync(Sent("orders/paid", Order), Shop, Now)).Events());

        var order = Assert.IsType<OrderChanged>(told.Data);
        Assert.Equal(("order.paid:820982911946154508", Instant.FromUtc(2026, 11, 23, 0, 5)), (told.Key, told.OccurredAt));
        Assert.Equal(("820982911946154508", 25498, "CNY", "ABC123", PaymentProof.Signed), (order.Number, order.Total, order.Currency, order.ReferralCode, order.Proof));
        Assert.Equal(
            [new OrderLine { Id = "487817672276298554", Sku = "READ-21", Quantity = 2, NetPaid = 16998 }, new OrderLine { Id = "976318377106520349", Sku = "variant:33426620022829", Quantity = 1, NetPaid = 7500 }],
            order.Lines!);
        Assert.Equal(new ShopPerson { UserId = "115310627314723954", Phone = "+8613800138000", Email = "john@example.com", Language = "zh-CN" }, order.Buyer);
    }

    [Theory]
    [InlineData("orders/create", "order.created", "")]
    [InlineData("orders/fulfilled", "order.completed", "\"fulfillment_status\":null=>\"fulfillment_status\":\"fulfilled\"")]
    [InlineData("orders/cancelled", "order.closed", "\"cancelled_at\":null=>\"cancelled_at\":\"2026-11-23T09:00:00+08:00\"")]
    [InlineData("customers/create", "member.registered", "")]
    [InlineData("customers/update", "member.updated", "")]
    public async Task Read_TopicAndBodyAgree_IsTold(string topic, string type, string change)
    {
        var body = change.Length == 0 ? Order : Order.Replace(change.Split("=>")[0], change.Split("=>")[1], StringComparison.Ordinal);

        var first = Assert.Single((await Adapter.ReadAsync(Sent(topic, body), Shop, Now)).Events());
        var again = Assert.Single((await Adapter.ReadAsync(Sent(topic, body).WithHeader("x-shopify-webhook-id", "another"), Shop, Now + Duration.FromHours(3))).Events());

        Assert.Equal(type, first.Data.Type);
        Assert.StartsWith(type + ":820982911946154508", first.Key);
        Assert.Equal(first.Key, again.Key);
    }

    [Theory]
    [InlineData("orders/paid", "\"financial_status\":\"paid\"", "\"financial_status\":\"pending\"", "financial_status:")]
    [InlineData("orders/fulfilled", "x", "x", "fulfillment_status:")]
    [InlineData("orders/cancelled", "x", "x", "cancelled_at:")]
    [InlineData("orders/paid", "\"254.98\"", "\"254.985\"", "total_price:")]
    [InlineData("orders/paid", "\"254.98\"", "\"-1.00\"", "total_price:")]
    [InlineData("orders/paid", "\"currency\":\"CNY\"", "\"currency\":\"RMB\"", "currency:")]
    [InlineData("orders/paid", "\"price\":\"89.99\"", "\"price\":{}", "line_items[].price:")]
    [InlineData("orders/paid", "\"quantity\":2", "\"quantity\":-2", "line_items[].quantity:")]
    [InlineData("orders/paid", "\"quantity\":2", "\"quantity\":2e9", "line_items[].quantity:")]
    [InlineData("orders/paid", "\"id\":820982911946154508", "\"id\":\"\"", "id:")]
    [InlineData("orders/paid", "\"id\":820982911946154508", "\"id\":\"\\ud800\"", "id:")]
    [InlineData("orders/paid", "\"id\":820982911946154508", "\"id\":\"a\\u0000\"", "id:")]
    [InlineData("orders/paid", "\"id\":820982911946154508", "\"id\":1,\"id\":2", "The body")]
    public async Task Read_BodyDisagreesOrDoesNotFit_IsSetAsideWithThePlace(string topic, string old, string replacement, string reason) =>
        Assert.StartsWith(reason, Assert.IsType<WebhookReading.Misfit>(await Adapter.ReadAsync(Sent(topic, Order.Replace(old, replacement, StringComparison.Ordinal)), Shop, Now)).Reason);

    [Theory]
    [InlineData("customers/redact", "compliance-request")]
    [InlineData("customers/data_request", "compliance-request")]
    [InlineData("shop/redact", "compliance-request")]
    [InlineData("orders/updated", "topic-without-use")]
    [InlineData("app/uninstalled", "topic-without-use")]
    public async Task Read_TopicWithoutUse_IsIgnored(string topic, string reason) =>
        Assert.Equal(reason, Assert.IsType<WebhookReading.Ignored>(await Adapter.ReadAsync(Sent(topic, Order), Shop, Now)).Reason);

    [Fact]
    public async Task Read_TestOrder_IsIgnored() =>
        Assert.Equal("test-order", Assert.IsType<WebhookReading.Ignored>(await Adapter.ReadAsync(Sent("orders/paid", Order.Replace("\"test\":false", "\"test\":true", StringComparison.Ordinal)), Shop, Now)).Reason);

    [Fact]
    public async Task Read_Refund_DividesTheMoneyOverItsLines()
    {
        var told = (await Adapter.ReadAsync(Sent("refunds/create", Refund), Shop, Now)).Events();

        Assert.Equal(["order.refunded:820982911946154508:890088186047892319:487817672276298554", "order.refunded:820982911946154508:890088186047892319:rest"], told.Select(one => one.Key));
        Assert.Equal([("487817672276298554", 8499L, null), (null, 1000L, "tax-and-shipping")], told.Select(one => (OrderRefunded)one.Data).Select(one => (one.Line, one.Amount, one.Purpose)));
    }

    [Theory]
    [InlineData("\"status\":\"success\"", "\"status\":\"pending\"", "refund-not-done")]
    [InlineData("\"kind\":\"refund\"", "\"kind\":\"void\"", "refund-without-money")]
    [InlineData("\"amount\":\"94.99\"", "\"amount\":\"0.00\"", "refund-without-money")]
    [InlineData("\"test\":false", "\"test\":true", "refund-without-money")]
    public async Task Read_RefundWithoutMoney_IsIgnored(string old, string replacement, string reason) =>
        Assert.Equal(reason, Assert.IsType<WebhookReading.Ignored>(await Adapter.ReadAsync(Sent("refunds/create", Refund.Replace(old, replacement, StringComparison.Ordinal)), Shop, Now)).Reason);

    [Fact]
    public void Split_AnyLinesAndMoney_LosesNothingAndOverfillsNoLine() => Prop.ForAll(
        Gen.Choose(0, 1_000_000).Zip(Gen.ListOf(Gen.Choose(1, 300_000))).ToArbitrary(),
        given =>
        {
            var lines = given.Item2.Select((amount, i) => new ReadShopifyRefund.Part($"{i:D5}", amount)).ToList();
            var parts = ReadShopifyRefund.Split(given.Item1, lines);
            return parts.Sum(part => part.Amount) == given.Item1 && parts.All(part => part.Amount > 0 && (part.Line is null || part.Amount <= lines.Single(line => line.Line == part.Line).Amount));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Amount_AnyMinorUnitsInAnyCurrency_ReadsBackExactly() => Prop.ForAll(
        Gen.Elements("CNY", "JPY", "KWD").Zip(Gen.Choose(0, int.MaxValue)).Zip(Gen.Choose(0, 3)).ToArbitrary(),
        given =>
        {
            var ((code, minor), zeros) = given;
            var currency = Currency.Of(code);
            var text = currency.Format(minor);
            var padded = text + (text.Contains('.', StringComparison.Ordinal) ? "" : zeros > 0 ? "." : "") + new string('0', zeros);
            return Amount($"\"{padded}\"", currency) == minor && Amount(padded, currency) == minor;
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("1.005")]
    [InlineData("1.001")]
    [InlineData("+1.00")]
    [InlineData("1,00")]
    [InlineData("1e2")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("100000000000000.00")]
    public void Amount_NotExactlyMinorUnits_IsAMisfit(string text) => Assert.Throws<MisfitException>(() => Amount($"\"{text}\"", Currency.Of("CNY")));

    [Fact]
    public void Net_AnyLine_IsExactAndNeverBelowNothing() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Zip(Gen.Choose(1, 100_000)).Zip(Gen.ListOf(Gen.Choose(0, int.MaxValue))).ToArbitrary(),
        given =>
        {
            var ((price, quantity), discounts) = given;
            var exact = ((Int128)price * quantity) - discounts.Aggregate((Int128)0, (sum, one) => sum + one);
            return ShopifyLines.Net(price, quantity, discounts.Select(one => (long)one)) == (long)Int128.Max(0, exact);
        }).QuickCheckThrowOnFailure();

    internal static WebhookRequest Sent(string topic, string body, string secret = Secret) => Sent(topic, Encoding.UTF8.GetBytes(body), secret);

    internal static WebhookRequest Sent(string topic, byte[] body, string secret = Secret) => SentRequest.Post(body,
    [
        ("x-shopify-hmac-sha256", Sign(body, secret)), ("x-shopify-topic", topic), ("x-shopify-shop-domain", "mystore.myshopify.com"), ("x-shopify-api-version", "2026-10"),
        ("x-shopify-webhook-id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"),
    ]);

    private static string Sign(byte[] body, string secret) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    private static long Amount(string json, Currency currency)
    {
        using var document = Payload.Parse(Encoding.UTF8.GetBytes($$"""{"a":{{json}}}"""))!;
        return Payload.Of(document).Amount("a", currency);
    }
}
