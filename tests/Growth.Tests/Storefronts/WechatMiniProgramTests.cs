using System.Text;
using System.Text.Json;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Growth.Storefronts.WechatMiniProgram;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts;

public sealed class WechatMiniProgramTests
{
    private const string At = "1714112445";
    private const string Popup = """{"ToUserName":"gh_1","FromUserName":"o7esq5OI","CreateTime":"1714112445","MsgType":"event","Event":"subscribe_msg_popup_event","List":[{"TemplateId":"T1","SubscribeStatusString":"accept","PopupScene":"0"},{"TemplateId":"T2","SubscribeStatusString":"reject","PopupScene":"0"}]}""";

    internal static readonly PushSender Sender = new("AAAAA", new string('A', 43), "wxba5fad812f8e6fb9");
    private readonly SteppedTime _time = new(Instant.FromUnixTimeSeconds(long.Parse(At)));

    private WechatMiniProgram Adapter => new(SentRequest.Secrets(("T", "AAAAA"), ("K", new string('A', 43)), ("OLD", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"), ("BAD", "short")), new BusinessClock(_time));

    [Fact]
    public async Task Verify_VectorOfTheAddressCheck_GivesTheEchoBack()
    {
        var vector = Vector("GET verify");
        _time.Set(Instant.FromUnixTimeSeconds(long.Parse(Of(vector, "timestamp"))));
        var request = SentRequest.Get(("signature", Of(vector, "signature")), ("timestamp", Of(vector, "timestamp")), ("nonce", Of(vector, "nonce")), ("echostr", Of(vector, "echostr")));

        var answered = Assert.IsType<WebhookVerdict.Answered>(await Adapter.VerifyAsync(request, Shop(), CancellationToken.None));

        var text = Assert.IsType<Microsoft.AspNetCore.Http.HttpResults.ContentHttpResult>(answered.Answer, exactMatch: false);
        Assert.Equal((Of(vector, "echostr"), "text/plain", null), (text.ResponseContent, text.ContentType!.Split(';')[0], text.StatusCode));
        Assert.Equal((401, "wrong-signature"), await Adapter.JudgeAsync(request.WithQuery("nonce", "1514711493"), Shop()));
        Assert.Equal((400, "bad-echostr"), await Adapter.JudgeAsync(request.WithQuery("echostr", "<script>alert(1)</script>"), Shop()));
        Assert.Equal((400, "bad-echostr"), await Adapter.JudgeAsync(request.WithQuery("echostr", new string('1', 257)), Shop()));
        Assert.Equal((400, "bad-echostr"), await Adapter.JudgeAsync(request.WithQuery("echostr", "1", "1"), Shop()));
    }

    [Fact]
    public async Task Verify_VectorInClear_IsBelievedInPlainModeAlone()
    {
        var vector = Vector("POST plaintext");
        _time.Set(Instant.FromUnixTimeSeconds(long.Parse(Of(vector, "timestamp"))));
        var request = SentRequest.Post(vector.GetProperty("body").GetRawText(), query: [("signature", Of(vector, "signature")), ("timestamp", Of(vector, "timestamp")), ("nonce", Of(vector, "nonce"))]);

        var accepted = Assert.IsType<WebhookVerdict.Accepted>(await Adapter.VerifyAsync(request, Shop(WechatPushMode.Plain), CancellationToken.None));
        Assert.Equal(("o9AgO5Kd5ggOC-bXrbNODIiE3bGY:1714037059:debug_demo", "debug_demo"), (accepted.Delivery, accepted.Type));
        Assert.Equal((401, "not-encrypted"), await Adapter.JudgeAsync(request, Shop()));
        Assert.Equal((401, "not-encrypted"), await Adapter.JudgeAsync(request, Shop(WechatPushMode.Compatible)));
    }

    [Fact]
    public async Task Verify_VectorEncrypted_OpensToItsMessage()
    {
        var vector = Vector("POST secure JSON");
        var request = SentRequest.Post(vector.GetProperty("body").GetRawText(), query:
            [("signature", Of(vector, "signature")), ("timestamp", At), ("nonce", Of(vector, "nonce")), ("encrypt_type", "aes"), ("msg_signature", Of(vector, "msg_signature"))]);

        var accepted = Assert.IsType<WebhookVerdict.Accepted>(await Adapter.VerifyAsync(request, Shop(), CancellationToken.None));

        Assert.Equal(("o9AgO5Kd5ggOC-bXrbNODIiE3bGY:1714112445:debug_demo", "debug_demo"), (accepted.Delivery, accepted.Type));
        Assert.Equal(Of(vector, "plaintext"), Opened(vector.GetProperty("body").GetProperty("Encrypt").GetString()!, new string('A', 43), Of(vector, "appid")));
        Assert.IsType<WebhookReading.Ignored>(await Adapter.ReadAsync(request, Shop(), _time.Now));
    }

    [Fact]
    public void Open_VectorsOfOthers_GivesTheirTexts()
    {
        var reply = Vector("secure JSON reply");
        Assert.Equal(Of(reply, "plaintext"), Opened(Of(reply, "Encrypt"), Of(reply, "encodingAesKey"), Of(reply, "appid")));
        Assert.Equal(Of(reply, "Encrypt"), Sender.Encrypt(Of(reply, "plaintext"), Of(reply, "random16")));
        Assert.True(PushSignature.IsOf(Of(reply, "MsgSignature"), Of(reply, "token"), reply.GetProperty("TimeStamp").GetRawText(), Of(reply, "Nonce"), Of(reply, "Encrypt")));

        var spare = Vector("encrypt, non-canonical EncodingAESKey");
        Assert.Equal(Of(spare, "plaintext"), Opened(Of(spare, "Encrypt"), Of(spare, "encodingAesKey"), Of(spare, "appid")));

        var xml = Vector("decrypt XML (WeCom sample)");
        Assert.True(PushSignature.IsOf(Of(xml, "msg_signature"), Of(xml, "token"), Of(xml, "timestamp"), Of(xml, "nonce"), Of(xml, "Encrypt")));
        Assert.StartsWith("<xml><ToUserName>", Opened(Of(xml, "Encrypt"), Of(xml, "encodingAesKey"), Of(xml, "appid")));
        Assert.Null(PushCipher.Open(Of(xml, "Encrypt"), [Of(xml, "encodingAesKey")], "wx5823bf96d3bd56c8"));
        Assert.True(PushSignature.IsOf("9f537aeb751ec72605f57f94a2f6dc3e3958e1dd", "345", "123"));
    }

    [Theory]
    [InlineData("signature", 401)]
    [InlineData("timestamp", 401)]
    [InlineData("nonce", 401)]
    [InlineData("msg_signature", 401)]
    public async Task Verify_ParameterLostDoubledOrChanged_IsRefused(string name, int status)
    {
        var request = Sender.Secure(Popup, At);
        var value = request.Query[name][0];

        Assert.Equal((200, ""), await Adapter.JudgeAsync(request, Shop()));
        Assert.Equal(status, (await Adapter.JudgeAsync(request.WithQuery(name), Shop())).Status);
        Assert.Equal(status, (await Adapter.JudgeAsync(request.WithQuery(name, value, value), Shop())).Status);
        Assert.Equal(status, (await Adapter.JudgeAsync(request.WithQuery(name, ""), Shop())).Status);
        Assert.Equal(status, (await Adapter.JudgeAsync(request.WithQuery(name, (value[0] == '1' ? '2' : '1') + value[1..]), Shop())).Status);
        Assert.InRange((await Adapter.JudgeAsync(request.WithQuery(name, value + "é"), Shop())).Status, 400, 401);
    }

    [Fact]
    public async Task Verify_AnyCharacterOfTheCipherChanged_IsRefused()
    {
        var request = Sender.Secure(Popup, At);
        var body = Encoding.UTF8.GetString(request.Body.Span);
        var start = body.IndexOf("Encrypt\":\"", StringComparison.Ordinal) + 10;

        for (var i = start; i < body.Length - 2; i++)
            Assert.InRange((await Adapter.JudgeAsync(request.WithBody(body[..i] + (body[i] == 'x' ? 'y' : 'x') + body[(i + 1)..]), Shop())).Status, 400, 401);
    }

    [Fact]
    public async Task Verify_DigitsMovedBetweenTimestampAndNonce_IsRefusedThoughTheHashIsTheSame()
    {
        var request = Sender.Secure(Popup, At, "415670741");

        Assert.Equal(Sender.Sign("AAAAA", At, "415670741"), Sender.Sign("AAAAA", At[..9], At[9] + "415670741"));
        Assert.Equal((400, "bad-parameter"), await Adapter.JudgeAsync(request.WithQuery("timestamp", At[..9]).WithQuery("nonce", At[9] + "415670741"), Shop()));
    }

    [Theory]
    [InlineData(-86_401, 401)]
    [InlineData(-86_400, 200)]
    [InlineData(600, 200)]
    [InlineData(601, 401)]
    public async Task Verify_AtTheEdgesOfTheWindow_Decides(int seconds, int status)
    {
        var request = Sender.Secure(Popup, At);
        _time.Set(_time.Now - Duration.FromSeconds(seconds));

        Assert.Equal(status, (await Adapter.JudgeAsync(request, Shop())).Status);
    }

    [Fact]
    public async Task Verify_CompatibleMode_BelievesTheEncryptedHalfAlone()
    {
        var secure = Sender.Secure(Popup, At);
        var encrypted = JsonDocument.Parse(secure.Body).RootElement.GetProperty("Encrypt").GetString();
        var request = secure.WithBody($$"""{"ToUserName":"gh_1","FromUserName":"forged","CreateTime":1,"MsgType":"event","Event":"subscribe_msg_popup_event","List":[{"TemplateId":"FORGED","SubscribeStatusString":"accept"}],"Encrypt":"{{encrypted}}"}""");

        var events = (await Adapter.ReadAsync(request, Shop(WechatPushMode.Compatible), _time.Now)).Events();

        Assert.All(events, one => Assert.Equal("o7esq5OI", ((ShopFact)one.Data).Person!.OpenId));
        Assert.Equal((400, "encrypted-body"), await Adapter.JudgeAsync(request, Shop(WechatPushMode.Plain)));
    }

    [Fact]
    public async Task Verify_OtherAppOrSpoiltPadding_IsRefusedThoughSigned()
    {
        Assert.Equal((401, "not-decrypted"), await Adapter.JudgeAsync((Sender with { AppId = "wx1" }).Secure(Popup, At), Shop()));
        Assert.Equal((401, "not-decrypted"), await Adapter.JudgeAsync(Sender.Encrypted("AAAA", At), Shop()));
        Assert.Equal((401, "not-decrypted"), await Adapter.JudgeAsync(Sender.Encrypted("no base64!", At), Shop()));
        foreach (var last in (byte[])[0, 33, 255])
            Assert.Equal((401, "not-decrypted"), await Adapter.JudgeAsync(Sender.Encrypted(Sender.Encrypt(Popup, spoil: plain => [.. plain[..^1], last]), At), Shop()));
        foreach (var length in (byte[])[0x7f, 0xff])
            Assert.Equal((401, "not-decrypted"), await Adapter.JudgeAsync(Sender.Encrypted(Sender.Encrypt(Popup, spoil: plain => [.. plain[..16], length, .. plain[17..]]), At), Shop()));
    }

    [Fact]
    public async Task Verify_PreviousKeyOfARotation_StillOpens()
    {
        var rotated = Shop() with { Config = Config(WechatPushMode.Secure, "${K}", "${OLD}") };
        var old = Sender with { EncodingAesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG" };

        Assert.Equal((200, ""), await Adapter.JudgeAsync(old.Secure(Popup, At), rotated));
        Assert.Equal((200, ""), await Adapter.JudgeAsync(Sender.Secure(Popup, At), rotated));
        Assert.Equal((401, "not-decrypted"), await Adapter.JudgeAsync(old.Secure(Popup, At), Shop()));
    }

    [Fact]
    public async Task Verify_SettingMissingOrNoKey_IsNotReadyAndNamesIt()
    {
        var request = Sender.Secure(Popup, At);

        Assert.Equal((503, "NONE"), await Adapter.JudgeAsync(request, Shop() with { Config = Config(WechatPushMode.Secure, "${NONE}") }));
        Assert.Equal((503, "BAD"), await Adapter.JudgeAsync(request, Shop() with { Config = Config(WechatPushMode.Secure, "${BAD}") }));
        Assert.Equal((503, "encodingAesKeys"), await Adapter.JudgeAsync(request, Shop() with { Config = Config(WechatPushMode.Secure) }));
        Assert.Equal((503, "NONE"), await Adapter.JudgeAsync(request, Shop() with { Config = Config(WechatPushMode.Plain) with { Token = "${NONE}" } }));
    }

    [Fact]
    public async Task Received_IsTheWordThatWechatWants()
    {
        var text = Assert.IsType<Microsoft.AspNetCore.Http.HttpResults.ContentHttpResult>(Adapter.Received, exactMatch: false);
        Assert.Equal("success", text.ResponseContent);
        Assert.Equal((400, "method"), await Adapter.JudgeAsync(Sender.Secure(Popup, At) with { Method = "PUT" }, Shop()));
    }

    [Fact]
    public async Task Read_DialogAnswered_TellsEachTemplateOnceHoweverOftenItComes()
    {
        var first = (await Adapter.ReadAsync(Sender.Secure(Popup, At), Shop(), _time.Now)).Events();
        var again = (await Adapter.ReadAsync(Sender.Secure(Popup, At, "another-nonce", xml: true), Shop(), _time.Now + Duration.FromHours(1))).Events();

        Assert.Equal(["subscription.accepted", "subscription.changed"], first.Select(one => one.Data.Type));
        Assert.Equal("""{"templateId":"T1","status":"accept","scene":"0"}""", ((ShopFact)first[0].Data).Data);
        Assert.Equal(new ShopPerson { OpenId = "o7esq5OI", AppId = "wxba5fad812f8e6fb9" }, ((ShopFact)first[0].Data).Person);
        Assert.Equal(first.Select(one => one.Key), again.Select(one => one.Key));
        Assert.Equal(2, first.Select(one => one.Key).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("""{"FromUserName":"o1","CreateTime":1714112445,"MsgType":"event","Event":"subscribe_msg_popup_event","List":{"TemplateId":"T1","SubscribeStatusString":"accept","PopupScene":0}}""", "subscription.accepted", """{"templateId":"T1","status":"accept","scene":"0","unsigned":true}""")]
    [InlineData("""{"FromUserName":"o1","CreateTime":"1714112445","MsgType":"event","Event":"subscribe_msg_change_event","List":[{"TemplateId":"T1","SubscribeStatusString":"accept"}]}""", "subscription.changed", """{"templateId":"T1","status":"accept","unsigned":true}""")]
    [InlineData("""{"FromUserName":"o1","CreateTime":"1714112445","MsgType":"event","Event":"subscribe_msg_sent_event","List":[{"TemplateId":"T1","MsgID":1864323726461255680,"ErrorCode":0,"ErrorStatus":"success"}]}""", "subscription.changed", """{"templateId":"T1","status":"sent","msgId":"1864323726461255680","errorCode":0,"unsigned":true}""")]
    [InlineData("""{"FromUserName":"o1","CreateTime":"1714112445","MsgType":"event","Event":"subscribe_msg_sent_event","List":{"TemplateId":"T1","MsgID":"18","ErrorCode":"43101","ErrorStatus":"refused"}}""", "subscription.changed", """{"templateId":"T1","status":"not-sent","msgId":"18","errorCode":43101,"unsigned":true}""")]
    [InlineData("<xml>\n  <FromUserName><![CDATA[o1]]></FromUserName><CreateTime>1714112445</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[subscribe_msg_popup_event]]></Event>\n <SubscribeMsgPopupEvent><List><TemplateId><![CDATA[T1]]></TemplateId><SubscribeStatusString><![CDATA[accept]]></SubscribeStatusString><PopupScene>2</PopupScene></List></SubscribeMsgPopupEvent></xml>\n", "subscription.accepted", """{"templateId":"T1","status":"accept","scene":"2","unsigned":true}""")]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?><xml><FromUserName>o1</FromUserName><CreateTime>1714112445</CreateTime><MsgType>event</MsgType><Event>subscribe_msg_sent_event</Event><SubscribeMsgSentEvent><List><TemplateId>T1</TemplateId><MsgID>17</MsgID><ErrorCode>0</ErrorCode><ErrorStatus>success</ErrorStatus></List></SubscribeMsgSentEvent></xml>", "subscription.changed", """{"templateId":"T1","status":"sent","msgId":"17","errorCode":0,"unsigned":true}""")]
    public async Task Read_EitherSpelling_SaysTheSame(string body, string type, string data)
    {
        var told = Assert.Single((await Adapter.ReadAsync(Sender.Plain(body, At), Shop(WechatPushMode.Plain), _time.Now)).Events());

        Assert.Equal((type, data, Instant.FromUnixTimeSeconds(1_714_112_445)), (told.Data.Type, ((ShopFact)told.Data).Data, told.OccurredAt));
    }

    [Theory]
    [InlineData("""{"FromUserName":"o1","CreateTime":"1714112445","MsgType":"event","Event":"subscribe_msg_popup_event"}""", "List:")]
    [InlineData("""{"FromUserName":"o1","CreateTime":"1714112445","MsgType":"event","Event":"subscribe_msg_popup_event","List":[{}]}""", "List[].TemplateId:")]
    [InlineData("""{"FromUserName":"o1","CreateTime":"1714112445","MsgType":"event","Event":"subscribe_msg_popup_event","List":[{"TemplateId":"T1"}]}""", "List[].SubscribeStatusString:")]
    [InlineData("""{"FromUserName":"o1","CreateTime":"soon","MsgType":"event","Event":"subscribe_msg_popup_event","List":[]}""", "CreateTime:")]
    [InlineData("""{"CreateTime":"1714112445","MsgType":"event","Event":"subscribe_msg_popup_event","List":[]}""", "FromUserName:")]
    public async Task Read_MemberMissing_IsSetAsideWithItsName(string message, string reason) =>
        Assert.StartsWith(reason, Assert.IsType<WebhookReading.Misfit>(await Adapter.ReadAsync(Sender.Secure(message, At), Shop(), _time.Now)).Reason);

    [Fact]
    public async Task Verify_TwoReceiptsOfOneSecond_AreTwoDeliveries()
    {
        var first = Receipt("17");
        Assert.NotEqual(first, Receipt("18"));
        Assert.Equal(first, Receipt("17"));
        Assert.Equal("msg:23456", await DeliveryAsync("""{"MsgType":"text","FromUserName":"o1","CreateTime":1714112445,"MsgId":23456}"""));
        Assert.StartsWith("sha256:", await DeliveryAsync("""{"MsgType":"text"}"""));

        string Receipt(string id) => DeliveryAsync($$"""{"FromUserName":"o1","CreateTime":1714112445,"MsgType":"event","Event":"subscribe_msg_sent_event","List":[{"TemplateId":"T","MsgID":"{{id}}","ErrorCode":"0"}]}""").GetAwaiter().GetResult();

        async Task<string> DeliveryAsync(string message) => Assert.IsType<WebhookVerdict.Accepted>(await Adapter.VerifyAsync(Sender.Secure(message, At), Shop(), CancellationToken.None)).Delivery;
    }

    [Fact]
    public async Task Read_SignedButUnreadable_IsKeptAndSetAside()
    {
        var request = Sender.Secure("<!DOCTYPE xml><xml/>", At);

        Assert.Equal("unreadable", Assert.IsType<WebhookVerdict.Accepted>(await Adapter.VerifyAsync(request, Shop(), CancellationToken.None)).Type);
        Assert.IsType<WebhookReading.Misfit>(await Adapter.ReadAsync(request, Shop(), _time.Now));
    }

    internal static Storefront Shop(WechatPushMode mode = WechatPushMode.Secure) => new("shop", Config(mode, "${K}"));

    private static WechatMiniProgramStorefront Config(WechatPushMode mode, params string[] keys) =>
        new() { AppId = "wxba5fad812f8e6fb9", Token = "${T}", Mode = mode, EncodingAesKeys = keys, RefundWindow = Duration.FromDays(7) };

    private static string Opened(string encrypted, string key, string appId) => Encoding.UTF8.GetString(Assert.IsType<byte[]>(PushCipher.Open(encrypted, [key], appId)));

    private static JsonElement Vector(string kind) =>
        JsonDocument.Parse(File.ReadAllText(SentRequest.Vectors)).RootElement.GetProperty("wechat_msgpush").EnumerateArray().Single(one => one.GetProperty("kind").GetString() == kind);

    private static string Of(JsonElement vector, string name) => vector.GetProperty(name).GetString()!;
}
