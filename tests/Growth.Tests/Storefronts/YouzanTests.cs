using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Growth.Storefronts.Youzan;
using Growth.Time;
using Microsoft.Extensions.Options;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts;

/// <summary>Without the API: what the push alone proves, and tells.</summary>
public sealed class YouzanTests
{
    internal static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 0, 5);

    private static Youzan Adapter => Create(SentRequest.Secrets(("YZ_SECRET", YouzanSender.Secret), ("YZ_ID", YouzanSender.ClientId)));

    internal static Storefront Shop(string? grantId = null) =>
        new("shop", new YouzanStorefront { ClientId = "${YZ_ID}", ClientSecret = "${YZ_SECRET}", GrantId = grantId, RefundWindow = Duration.FromDays(7) });

    [Fact]
    public async Task Verify_Vector_IsAccepted()
    {
        var vector = JsonDocument.Parse(File.ReadAllText(SentRequest.Vectors)).RootElement.GetProperty("youzan")[0];
        var body = $$"""{"client_id":"{{vector.GetProperty("client_id")}}","msg":"{{vector.GetProperty("msg")}}","sign":"{{vector.GetProperty("sign")}}","type":"trade_TradeSuccess","msg_id":"m1","test":false}""";

        var accepted = Assert.IsType<WebhookVerdict.Accepted>(await Adapter.VerifyAsync(SentRequest.Post(body), Shop(), CancellationToken.None));

        Assert.Equal(("m1", "trade_TradeSuccess"), (accepted.Delivery, accepted.Type));
        Assert.Equal("order.completed:E20260101", Assert.Single((await Adapter.ReadAsync(SentRequest.Post(body), Shop(), Now)).Events()).Key);
    }

    [Fact]
    public async Task Verify_WholeBodySigned_IsAcceptedAndAnyByteCounts()
    {
        var request = YouzanSender.SentWhole("youzan_trade_RefundSuccess", YouzanSender.Refund());
        Assert.Equal((200, ""), await Adapter.JudgeAsync(request, Shop()));

        for (var i = 0; i < request.Body.Length; i++)
        {
            var body = request.Body.ToArray();
            body[i] ^= 2;
            Assert.InRange((await Adapter.JudgeAsync(request with { Body = body }, Shop())).Status, 400, 401);
        }

        Assert.Equal((401, "wrong-signature"), await Adapter.JudgeAsync(request.WithHeader("event-sign"), Shop()));
        Assert.Equal((401, "wrong-signature"), await Adapter.JudgeAsync(request.WithHeader("event-sign", request.Headers["event-sign"][0], request.Headers["event-sign"][0]), Shop()));
    }

    [Fact]
    public async Task Verify_HeaderIsWrong_TheOlderSignatureDoesNotHelp() =>
        Assert.Equal((401, "wrong-signature"), await Adapter.JudgeAsync(YouzanSender.Sent("trade_TradePaid", YouzanSender.Order()).WithHeader("event-sign", new string('0', 32)), Shop()));

    [Theory]
    [InlineData("\"client_id\":\"test_client_id\"", "\"client_id\":\"test_client_ie\"", 401)]
    [InlineData("\"client_id\":\"test_client_id\"", "\"client_id\":null", 401)]
    [InlineData("%7B%0A", "%7B%0B", 401)]
    [InlineData("\"sign\":\"", "\"sign\":\"0", 401)]
    [InlineData("\"sign\":\"", "\"Sign\":\"", 401)]
    [InlineData("\"msg\":", "\"msg\":1,\"msg\":", 400)]
    [InlineData("\"msg\":", "\"msg\":[],\"x\":", 400)]
    [InlineData("\"type\":", "\"type\":{},\"x\":", 400)]
    [InlineData("\"type\":", "\"x\":", 400)]
    [InlineData("\"mode\":1", "\"mode\":1}", 400)]
    public async Task Verify_BodyTamperedWith_IsRefused(string old, string replacement, int status)
    {
        var request = YouzanSender.Sent("trade_TradePaid", YouzanSender.Order().ReplaceLineEndings("\n"));
        var body = Encoding.UTF8.GetString(request.Body.Span);
        Assert.Contains(old.Replace("%7B%0A", "%7B", StringComparison.Ordinal), body);

        Assert.Equal(status, (await Adapter.JudgeAsync(request.WithBody(body.Replace(old == "%7B%0A" ? "%7B" : old, replacement, StringComparison.Ordinal)), Shop())).Status);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("\"true\"")]
    public async Task Verify_UnsignedProbe_IsAnsweredWithoutEffect(string test)
    {
        var verdict = await Adapter.VerifyAsync(SentRequest.Post($$"""{"test":{{test}},"client_id":"anybody","type":"trade_TradePaid","msg":"%7B%7D","sign":"x"}"""), Shop(), CancellationToken.None);

        var answer = Assert.IsType<Microsoft.AspNetCore.Http.HttpResults.ContentHttpResult>(Assert.IsType<WebhookVerdict.Answered>(verdict).Answer, exactMatch: false);
        Assert.Equal(("""{"code":0,"msg":"success"}""", "application/json"), (answer.ResponseContent, answer.ContentType!.Split(';')[0]));
    }

    [Fact]
    public async Task Verify_Refusals_NeverSayTheWordThatYouzanTakesForYes()
    {
        var refused = Assert.IsType<WebhookVerdict.Refused>(await Adapter.VerifyAsync(SentRequest.Post("{}"), Shop(), CancellationToken.None));

        Assert.DoesNotContain("success", Encoding.UTF8.GetString(((Growth.Http.Problem)refused.Answer).ToJson()), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Verify_SettingMissing_IsNotReadyEvenForAProbe()
    {
        var adapter = Create(SentRequest.Secrets(("YZ_ID", "test_client_id")));

        Assert.Equal((503, "YZ_SECRET"), await adapter.JudgeAsync(SentRequest.Post("""{"test":true}"""), Shop()));
        Assert.Equal((503, "YZ_GRANT"), await Adapter.JudgeAsync(SentRequest.Post("""{"test":true}"""), Shop("${YZ_GRANT}")));
    }

    [Fact]
    public async Task Read_Paid_HasNoProofAndItsLinesWithoutPostage()
    {
        var told = Assert.Single((await Adapter.ReadAsync(YouzanSender.Sent("trade_TradeBuyerPay", YouzanSender.Order()), Shop(), Now)).Events());

        var order = Assert.IsType<OrderChanged>(told.Data);
        Assert.Equal(("order.paid:" + YouzanSender.Tid, Instant.FromUtc(2026, 11, 23, 0, 1)), (told.Key, told.OccurredAt));
        Assert.Equal((PaymentProof.None, 10200, "CNY", "ABC123"), (order.Proof, order.Total, order.Currency, order.ReferralCode));
        Assert.Equal(
            [new OrderLine { Id = "2893201869893533901", Sku = "READ-21", Quantity = 1, NetPaid = 7000 }, new OrderLine { Id = "2893201869893533902", Sku = "item:7", Quantity = 3, NetPaid = 3000 }],
            order.Lines!);
        Assert.Equal(new ShopPerson { UserId = "yzuser1", Phone = "+8613800138000" }, order.Buyer);
    }

    [Theory]
    [InlineData("trade_TradeCreate", "order.created")]
    [InlineData("trade_TradePaid", "order.paid")]
    public async Task Read_SentAgain_HasTheSameKey(string type, string told)
    {
        var first = (await Adapter.ReadAsync(YouzanSender.Sent(type, YouzanSender.Order(), "m1"), Shop(), Now)).Events();
        var again = (await Adapter.ReadAsync(YouzanSender.Sent(type, YouzanSender.Order(), "m2"), Shop(), Now + Duration.FromHours(1))).Events();

        Assert.Equal([$"{told}:{YouzanSender.Tid}"], first.Select(one => one.Key));
        Assert.Equal(first.Select(one => one.Key), again.Select(one => one.Key));
    }

    [Theory]
    [InlineData("trade_TradePaid", "WAIT_BUYER_PAY", "")]
    [InlineData("trade_TradeSuccess", "WAIT_SELLER_SEND_GOODS", "2026-11-23 08:01:00")]
    [InlineData("trade_TradeClose", "WAIT_BUYER_PAY", "")]
    public async Task Read_UnderAnotherTypeThanItsOrder_IsSetAside(string type, string status, string payTime)
    {
        // The older signature covers the order, not the type: this still verifies.
        var request = YouzanSender.Sent(type, YouzanSender.Order(status, payTime));

        Assert.StartsWith("type:", Assert.IsType<WebhookReading.Misfit>(await Adapter.ReadAsync(request, Shop(), Now)).Reason);
    }

    [Theory]
    [InlineData("trade_refund_RefundSuccess", "REFUND_AND_RETURN", true)]
    [InlineData("trade_refund_SysRefund", "REFUND_ONLY", true)]
    [InlineData("trade_refund_RefundSellerAgree", "REFUND_ONLY", true)]
    [InlineData("trade_refund_RefundSellerAgree", "REFUND_AND_RETURN", false)]
    [InlineData("trade_refund_BuyerCreated", "REFUND_ONLY", false)]
    [InlineData("youzan_trade_RefundCreated", "REFUND_ONLY", false)]
    [InlineData("youzan_trade_RefundSuccess", "REFUND_ONLY", true)]
    public async Task Read_Refund_IsToldWhenMoneyGoesBack(string type, string kind, bool told)
    {
        var reading = await Adapter.ReadAsync(YouzanSender.SentWhole(type, YouzanSender.Refund(kind), asObject: type.StartsWith('y')), Shop(), Now);

        if (!told)
        {
            Assert.Equal("refund-not-done", Assert.IsType<WebhookReading.Ignored>(reading).Reason);
            return;
        }

        var refund = Assert.IsType<OrderRefunded>(Assert.Single(reading.Events()).Data);
        Assert.Equal((YouzanSender.Tid, "202611241552353952310720", 7140, "2893201869893533901"), (refund.Number, refund.RefundId, refund.Amount, refund.Line));
    }

    [Theory]
    [InlineData("71.40", "71.405", "refunded_fee:")]
    [InlineData("\"refund_id\"", "\"x\"", "refund_id:")]
    [InlineData("2026-11-24 15:52:36", "24.11.2026", "update_time:")]
    [InlineData("\"tid\"", "\"t\"", "tid:")]
    public async Task Read_RefundDoesNotFit_IsSetAsideWithThePlace(string old, string replacement, string reason)
    {
        var request = YouzanSender.Sent("trade_refund_RefundSuccess", YouzanSender.Refund().Replace(old, replacement, StringComparison.Ordinal));

        Assert.StartsWith(reason, Assert.IsType<WebhookReading.Misfit>(await Adapter.ReadAsync(request, Shop(), Now)).Reason);
    }

    [Fact]
    public async Task Read_OtherTypesAndMalformedContent_AreIgnoredAndSetAside()
    {
        Assert.Equal("type-without-use", Assert.IsType<WebhookReading.Ignored>(await Adapter.ReadAsync(YouzanSender.Sent("ITEM_STATE", "{}"), Shop(), Now)).Reason);
        foreach (var msg in (string[])["%7B%22", "%7Btid%7D", "%zz", "%7B%7", "a b", "{}", "%FF%FE", "%5B%5D"])
        {
            var request = SentRequest.Post($$"""{"client_id":"test_client_id","msg":"{{msg}}","sign":"{{YouzanSender.Sign(msg)}}","type":"trade_TradePaid","msg_id":"m"}""");
            Assert.StartsWith("msg:", Assert.IsType<WebhookReading.Misfit>(await Adapter.ReadAsync(request, Shop(), Now)).Reason);
        }
    }

    [Fact]
    public void WithoutShipping_AnyOrder_TakesExactlyThePostageAndNoLineBelowNothing() => Prop.ForAll(
        Gen.NonEmptyListOf(Gen.Choose(0, 10_000_000)).Zip(Gen.Choose(0, 5_000)).ToArbitrary(),
        given =>
        {
            var payments = given.Item1.Select(one => (long)one).ToList();
            var (sum, shipping) = (payments.Sum(), Math.Min((long)given.Item2, payments.Sum()));
            var net = YouzanOrder.WithoutShipping(payments, sum, shipping);
            // Where the lines never held the postage, nothing is taken.
            var without = YouzanOrder.WithoutShipping(payments, sum + shipping, shipping);
            return net.Sum() == sum - shipping && net.All(one => one >= 0) && net.Zip(payments).All(one => one.First <= one.Second) && without.SequenceEqual(payments);
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static Youzan Create(Growth.Config.Secrets secrets) =>
        new(secrets, new ReadYouzan(new YouzanApi(Options.Create(new YouzanOptions { BaseAddress = "http://127.0.0.1:9" }), new MachineClock(TimeProvider.System)), new BusinessClock(new SteppedTime(Now))));
}
