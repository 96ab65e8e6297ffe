using System.Security.Cryptography;
using System.Text;
using Growth.Storefronts;
using Growth.Storefronts.Youzan;
using NodaTime;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>Youzan: the newer signature, over all of the body, and the older one inside it.</summary>
internal sealed class YouzanPlatform : Sender
{
    private static readonly Field Signature = new("event-sign");

    public YouzanPlatform()
        : base("youzan")
    {
        Signatures = [Signature];
        // Without the header the older signature inside the body would do; these bodies have none.
        Needed = [Signature];
        SignsKey = false;
        Yes = (200, """{"code":0,"msg":"success"}""");
    }

    public override WebhookRequest Make(int number, Instant at, bool stranger = false)
    {
        var request = Whole(Envelope("trade_TradePaid", YouzanSender.Order(tid: $"E{number}"), Delivery(number)));
        return stranger ? request.WithHeader(Signature.Name, Convert.ToHexStringLower(MD5.HashData([.. Encoding.UTF8.GetBytes(YouzanSender.ClientId), .. request.Body.Span, .. "other"u8]))) : request;
    }

    public override string Delivery(int number) => $"yz-{number}";

    public override IReadOnlyList<WebhookRequest> Samples(Instant at) =>
    [
        YouzanSender.Sent("trade_TradePaid", YouzanSender.Order(), "sample-1"),
        YouzanSender.Sent("trade_refund_RefundSuccess", YouzanSender.Refund(), "sample-2"),
        Whole(Envelope("trade_TradeSuccess", YouzanSender.Order("TRADE_SUCCESS", successTime: "2026-11-23 09:00:00"), "sample-3")),
    ];

    public override string Signed(WebhookRequest request) => request.Headers.ContainsKey(Signature.Name) ? Convert.ToBase64String(request.Body.Span) : SignedBody(request.Body);

    public override string SignedBody(ReadOnlyMemory<byte> body)
    {
        using var document = Payload.Parse(body);
        return document is null ? "" : YouzanMessage.Read(Payload.Of(document)).EncodedContent ?? "";
    }

    /// <summary>As the older form, and signed whole by the header alone.</summary>
    public static WebhookRequest Whole(string body) => YouzanSender.Whole(Encoding.UTF8.GetBytes(body));

    public static string Envelope(string type, string content, string id)
    {
        var sent = System.Text.Json.Nodes.JsonNode.Parse(YouzanSender.Sent(type, content, id).Body.Span)!.AsObject();
        sent.Remove("sign");
        return sent.ToJsonString();
    }
}
