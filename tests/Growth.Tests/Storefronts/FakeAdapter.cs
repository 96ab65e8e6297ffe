using Growth.Storefronts;
using Microsoft.AspNetCore.Http;

namespace Growth.Tests.Storefronts;

/// <summary>A platform that answers as the test wants: everything it sends is proven.</summary>
internal sealed class FakeAdapter : IStorefrontAdapter
{
    public IReadOnlyList<string> Methods => ["GET", "POST"];

    public IReadOnlyList<string> MediaTypes => ["text/xml"];

    public IReadOnlyList<string> KeptHeaders => ["x-kept"];

    public IResult Received => Results.Text("success");

    public Func<WebhookRequest, WebhookVerdict> Verify { get; set; } = static _ => new WebhookVerdict.Accepted("d-1", "fake");

    public Func<StoredWebhook, WebhookReading> Read { get; set; } = static webhook =>
        new WebhookReading.Events([new ShopEvent("stock.changed:" + webhook.Delivery, webhook.ReceivedAt, new ShopFact("stock.changed") { Data = "{}" })]);

    public ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken) => new(Verify(request));

    public ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken) => new(Read(webhook));
}
