using System.Text;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using NodaTime;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>A shop that calls by Standard Webhooks.</summary>
internal sealed class ShopPlatform : Sender
{
    private static readonly Field Id = new(StandardWebhooks.IdHeader);
    private static readonly Field Timestamp = new(StandardWebhooks.TimestampHeader);
    private static readonly Field Signature = new(StandardWebhooks.SignatureHeader);

    public ShopPlatform()
        : base("shop")
    {
        Window = new Window(Timestamp, 301, 301);
        Signatures = [Signature];
        Needed = [Id, Timestamp, Signature];
    }

    public override WebhookRequest Make(int number, Instant at, bool stranger = false) =>
        Sign(Delivery(number), Paid($"S{number}", $"u-{number}"), at, stranger ? "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" : ShopSignature.Secret);

    public override string Delivery(int number) => $"msg_{number}";

    public override IReadOnlyList<WebhookRequest> Samples(Instant at) =>
    [
        .. new[] { "order.paid", "order.refunded", "member.registered", "content.viewed" }.Select((type, i) => Sign($"msg_sample_{i}", WebhooksDocument.Examples[type], at)),
    ];

    public override string Signed(WebhookRequest request) => $"{request.Header(Id.Name)}.{request.Header(Timestamp.Name)}.{SignedBody(request.Body)}";

    public override string SignedBody(ReadOnlyMemory<byte> body) => Convert.ToBase64String(body.Span);

    public static WebhookRequest Sign(string id, string body, Instant at, string secret = ShopSignature.Secret)
    {
        var (bytes, timestamp) = (Encoding.UTF8.GetBytes(body), ShopSignature.Seconds(at));
        return SentRequest.Post(bytes, [(Id.Name, id), (Timestamp.Name, timestamp), (Signature.Name, ShopSignature.Of(id, timestamp, bytes, secret))]);
    }

    private static string Paid(string number, string user) =>
        $$$"""{"type":"order.paid","timestamp":"2026-11-23T11:00:00+08:00","data":{"number":"{{{number}}}","buyer":{"userId":"{{{user}}}","phone":"+8613800138000"},"lines":[{"sku":"READ-21","quantity":1,"netPaid":9900}],"total":9900,"currency":"CNY"}}""";
}
