using System.Text;
using Growth.Http;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Growth.Storefronts.WechatMiniProgram;
using Growth.Storefronts.Youzan;
using Growth.Time;
using Microsoft.Extensions.Options;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts;

/// <summary>100,000 spoilt requests for each adapter: nothing throws, and nothing is accepted whose signed bytes are not the sender's own.</summary>
public sealed class FuzzPlatformsTests
{
    private const int Requests = 100_000;
    private const string At = "1714112445";
    private static readonly SteppedTime Time = new(Instant.FromUnixTimeSeconds(1_714_112_445));

    private static Shopify Shopify => new(SentRequest.Secrets(("NEW", "next_secret"), ("OLD", "test_secret_key")));

    private static WechatMiniProgram Wechat => new(SentRequest.Secrets(("T", "AAAAA"), ("K", new string('A', 43))), new BusinessClock(Time));

    private static Youzan Youzan => new(
        SentRequest.Secrets(("YZ_SECRET", YouzanSender.Secret), ("YZ_ID", YouzanSender.ClientId)),
        new ReadYouzan(new YouzanApi(Options.Create(new YouzanOptions()), new MachineClock(TimeProvider.System)), new BusinessClock(Time)));

    private static string Popup(bool xml) => xml
        ? "<xml><FromUserName><![CDATA[o1]]></FromUserName><CreateTime>1714112445</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[subscribe_msg_popup_event]]></Event><SubscribeMsgPopupEvent><List><TemplateId><![CDATA[T1]]></TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List></SubscribeMsgPopupEvent></xml>"
        : """{"FromUserName":"o1","CreateTime":"1714112445","MsgType":"event","Event":"subscribe_msg_popup_event","List":[{"TemplateId":"T1","SubscribeStatusString":"accept","PopupScene":"0"}]}""";

    [Fact]
    public Task Shopify_SpoiltRequests_AreRefusedUnlessTheBodyIsWhole() => SpoilAsync(
        Shopify, ShopifyTests.Shop, 1,
        [ShopifyTests.Sent("orders/paid", ShopifyTests.Order), ShopifyTests.Sent("refunds/create", ShopifyTests.Refund)],
        (spoilt, whole) => spoilt.Body.Span.SequenceEqual(whole.Body.Span),
        _ => false);

    [Fact]
    public Task WechatMiniProgram_SpoiltRequests_AreRefusedUnlessTheCipherIsWhole() => SpoilAsync(
        Wechat, WechatMiniProgramTests.Shop(), 2,
        [WechatMiniProgramTests.Sender.Secure(Popup(false), At), WechatMiniProgramTests.Sender.Secure(Popup(true), At, xml: true)],
        (spoilt, whole) => Encrypted(spoilt) == Encrypted(whole) && SameParameters(spoilt, whole),
        IsAddressCheck);

    [Fact]
    public Task WechatMiniProgram_SpoiltPlainRequests_AreRefusedUnlessSigned() => SpoilAsync(
        Wechat, WechatMiniProgramTests.Shop(WechatPushMode.Plain), 3,
        [WechatMiniProgramTests.Sender.Plain(Popup(false), At), WechatMiniProgramTests.Sender.Plain(Popup(true), At)],
        SameParameters,
        IsAddressCheck);

    [Fact]
    public Task Youzan_SpoiltRequests_AreRefusedUnlessTheContentIsWhole() => SpoilAsync(
        Youzan, YouzanTests.Shop(), 4,
        [YouzanSender.Sent("trade_TradePaid", YouzanSender.Order()), YouzanSender.Sent("trade_refund_RefundSuccess", YouzanSender.Refund())],
        (spoilt, whole) => Content(spoilt) == Content(whole),
        spoilt => Encoding.UTF8.GetString(spoilt.Body.Span).Contains("\"test\":true", StringComparison.Ordinal));

    [Fact]
    public Task Youzan_SpoiltRequestsSignedWhole_AreRefusedUnlessTheBodyIsWhole() => SpoilAsync(
        Youzan, YouzanTests.Shop(), 5,
        [YouzanSender.SentWhole("youzan_trade_RefundSuccess", YouzanSender.Refund()), YouzanSender.SentWhole("trade_TradePaid", YouzanSender.Order(), asObject: false)],
        (spoilt, whole) => spoilt.Body.Span.SequenceEqual(whole.Body.Span),
        spoilt => Encoding.UTF8.GetString(spoilt.Body.Span).Contains("\"test\":true", StringComparison.Ordinal));

    [Fact]
    public Task Shopify_SpoiltBodiesSignedAnew_AreReadOrSetAside() => ReadAnywayAsync(
        Shopify, ShopifyTests.Shop, 6, [("orders/paid", ShopifyTests.Order), ("orders/create", ShopifyTests.Order), ("refunds/create", ShopifyTests.Refund), ("customers/update", ShopifyTests.Order)],
        ShopifyTests.Sent);

    [Fact]
    public Task WechatMiniProgram_SpoiltBodiesSignedAnew_AreReadOrSetAside() => ReadAnywayAsync(
        Wechat, WechatMiniProgramTests.Shop(WechatPushMode.Plain), 7, [("", Popup(false)), ("", Popup(true))],
        (_, body, _) => WechatMiniProgramTests.Sender.Plain("", At) with { Body = body });

    [Fact]
    public Task Youzan_SpoiltBodiesSignedAnew_AreReadOrSetAside() => ReadAnywayAsync(
        Youzan, YouzanTests.Shop(), 8,
        [("", Encoding.UTF8.GetString(YouzanSender.SentWhole("trade_TradePaid", YouzanSender.Order()).Body.Span)), ("", Encoding.UTF8.GetString(YouzanSender.SentWhole("youzan_trade_RefundSuccess", YouzanSender.Refund()).Body.Span))],
        (_, body, _) => YouzanSender.Whole(body));

    private static async Task SpoilAsync(
        IStorefrontAdapter adapter, Storefront shop, int seed, IReadOnlyList<WebhookRequest> whole, Func<WebhookRequest, WebhookRequest, bool> sameSigned, Func<WebhookRequest, bool> mayBeAnswered)
    {
        var mutate = new MutateRequest(seed);
        var accepted = 0;
        for (var i = 0; i < Requests; i++)
        {
            var sent = whole[i % whole.Count];
            var spoilt = mutate.Next(sent);
            switch (await adapter.VerifyAsync(spoilt, shop, CancellationToken.None))
            {
                case WebhookVerdict.Accepted verdict:
                    accepted++;
                    Assert.True(sameSigned(spoilt, sent), $"Request {i} was accepted though what is signed had changed.");
                    Assert.InRange(verdict.Delivery.Length, 1, 200);
                    Assert.InRange(verdict.Type.Length, 1, 100);
                    Check(await adapter.ReadAsync(spoilt.Store(verdict, adapter, Time.Now), shop, CancellationToken.None));
                    break;
                case WebhookVerdict.Refused refused:
                    Assert.InRange(Assert.IsType<Problem>(refused.Answer).Status, 400, 401);
                    break;
                case WebhookVerdict.Answered:
                    Assert.True(mayBeAnswered(spoilt), $"Request {i} was answered as a probe.");
                    break;
                default:
                    Assert.Fail($"Request {i} was not judged.");
                    break;
            }
        }

        // Some changes spare what is signed, or cancel out: were there none, this would prove nothing.
        Assert.InRange(accepted, 100, Requests / 2);
    }

    private static async Task ReadAnywayAsync(
        IStorefrontAdapter adapter, Storefront shop, int seed, IReadOnlyList<(string Topic, string Body)> whole, Func<string, byte[], string, WebhookRequest> sign)
    {
        var mutate = new MutateRequest(seed);
        for (var i = 0; i < Requests; i++)
        {
            var (topic, body) = whole[i % whole.Count];
            var request = sign(topic, mutate.Body(Encoding.UTF8.GetBytes(body)), "test_secret_key");
            if (await adapter.VerifyAsync(request, shop, CancellationToken.None) is WebhookVerdict.Accepted verdict)
                Check(await adapter.ReadAsync(request.Store(verdict, adapter, Time.Now), shop, CancellationToken.None));
        }
    }

    private static void Check(WebhookReading reading)
    {
        if (reading is not WebhookReading.Events { Happened: var events }) return;
        foreach (var one in events)
        {
            Assert.InRange(one.Key.Length, 1, 200);
            if (one.Data is OrderChanged order)
            {
                Assert.InRange(order.Number.Length, 1, 64);
                Assert.All(order.Lines ?? [], line => Assert.True(line is { Quantity: > 0, NetPaid: >= 0, Sku.Length: > 0, Id.Length: > 0 }));
            }

            if (one.Data is OrderRefunded refund) Assert.True(refund.Amount > 0);
        }
    }

    private static string? Encrypted(WebhookRequest request) => PushMessage.Parse(request.Body)?.Text("Encrypt");

    private static string? Content(WebhookRequest request)
    {
        using var document = Payload.Parse(request.Body);
        return document is null ? null : YouzanMessage.Read(Payload.Of(document)).EncodedContent;
    }

    private static bool SameParameters(WebhookRequest spoilt, WebhookRequest whole) =>
        spoilt.Parameter("timestamp") == whole.Parameter("timestamp") && spoilt.Parameter("nonce") == whole.Parameter("nonce");

    private static bool IsAddressCheck(WebhookRequest spoilt) => spoilt.Method == "GET" && spoilt.Parameter("echostr") is not null;
}
