using Growth.Storefronts;
using Growth.Storefronts.WechatMiniProgram;
using Growth.Tests.Storefronts.WechatPay;
using NodaTime;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>WeChat's message push of a mini-program, encrypted or plain. In plain mode no signature covers the body.</summary>
internal sealed class PushPlatform : Sender
{
    /// <summary>When what it tells happened, whenever it is sent.</summary>
    private static readonly string CreateTime = $"{(PayAccount.Now - Duration.FromHours(2)).ToUnixTimeSeconds()}";

    private static readonly Field Timestamp = new("timestamp", InQuery: true);
    private static readonly Field Signature = new("signature", InQuery: true);
    private static readonly Field MessageSignature = new("msg_signature", InQuery: true);

    private readonly bool _plain;

    public PushPlatform(bool plain)
        : base(plain ? "mini-plain" : "mini")
    {
        _plain = plain;
        Window = new Window(Timestamp, 86_401, 601);
        Nonce = new Field("nonce", InQuery: true);
        Signatures = plain ? [Signature] : [Signature, MessageSignature];
        Needed = [Timestamp, Nonce, .. Signatures];
        SignsBody = SignsKey = !plain;
        TakesGet = true;
        Yes = (200, "success");
    }

    public static PushSender Account { get; } = new("AAAAA", new string('A', 43), PayAccount.AppId);

    public override WebhookRequest Make(int number, Instant at, bool stranger = false) => Send(Popup($"o{number}", CreateTime), at, stranger ? Account with { Token = "BBBBB" } : Account);

    public override string Delivery(int number) => $"o{number}:{CreateTime}:subscribe_msg_popup_event";

    public override IReadOnlyList<WebhookRequest> Samples(Instant at) => [Send(Popup("sample-1", CreateTime), at), Send(PopupXml("sample-2", CreateTime), at, xml: true)];

    public override string Signed(WebhookRequest request) => $"{request.Parameter(Timestamp.Name)}\n{request.Parameter(Nonce!.Name)}\n{SignedBody(request.Body)}";

    public override string SignedBody(ReadOnlyMemory<byte> body) => _plain ? "" : PushMessage.Parse(body)?.Text("Encrypt") ?? "";

    public WebhookRequest Send(string message, Instant at, PushSender? from = null, bool xml = false)
    {
        var timestamp = $"{at.ToUnixTimeSeconds()}";
        return _plain ? (from ?? Account).Plain(message, timestamp) : (from ?? Account).Secure(message, timestamp, xml: xml);
    }

    public static string Popup(string openId, string createTime, string answer = "accept", string template = "T1") =>
        $$"""{"ToUserName":"gh_1","FromUserName":"{{openId}}","CreateTime":"{{createTime}}","MsgType":"event","Event":"subscribe_msg_popup_event","List":[{"TemplateId":"{{template}}","SubscribeStatusString":"{{answer}}","PopupScene":"0"}]}""";

    private static string PopupXml(string openId, string createTime) =>
        $"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{openId}]]></FromUserName><CreateTime>{createTime}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[subscribe_msg_popup_event]]></Event>"
        + "<SubscribeMsgPopupEvent><List><TemplateId><![CDATA[T1]]></TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List></SubscribeMsgPopupEvent></xml>";
}
