using Growth.Storefronts;
using NodaTime;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>Shopify: no header is signed, and there is no time.</summary>
internal sealed class ShopifyPlatform : Sender
{
    private const string OrderId = "820982911946154508";

    private static readonly Field Signature = new("x-shopify-hmac-sha256");
    private static readonly Field Id = new("x-shopify-webhook-id");

    public ShopifyPlatform()
        : base("shopify")
    {
        Signatures = [Signature];
        Needed = [Signature, Id, new Field("x-shopify-topic"), new Field("x-shopify-shop-domain"), new Field("x-shopify-api-version")];
        SignsKey = false;
        Yes = (200, "");
    }

    public override WebhookRequest Make(int number, Instant at, bool stranger = false) => Send("orders/paid", Order($"{number}"), Delivery(number), stranger ? "other_secret" : "test_secret_key");

    public override string Delivery(int number) => $"sh-{number}";

    public override IReadOnlyList<WebhookRequest> Samples(Instant at) => [Send("orders/paid", ShopifyTests.Order, "sample-1"), Send("refunds/create", ShopifyTests.Refund, "sample-2")];

    public override string Signed(WebhookRequest request) => SignedBody(request.Body);

    public override string SignedBody(ReadOnlyMemory<byte> body) => Convert.ToBase64String(body.Span);

    public static WebhookRequest Send(string topic, string body, string id, string secret = "test_secret_key") => ShopifyTests.Sent(topic, body, secret).WithHeader(Id.Name, id);

    public static string Order(string id) => ShopifyTests.Order.Replace(OrderId, id, StringComparison.Ordinal);

    public static string Refund(string id, string order) =>
        ShopifyTests.Refund.Replace("890088186047892319", id, StringComparison.Ordinal).Replace(OrderId, order, StringComparison.Ordinal);
}
