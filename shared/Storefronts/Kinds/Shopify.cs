using System.Text.Json.Serialization;
using Growth.Config;
using Growth.Config.Yaml;
using Microsoft.AspNetCore.Http;

namespace Growth.Storefronts.Kinds;

[Doc("Shopify webhooks.", "Shopify webhooks。")]
public sealed record ShopifyStorefront : StorefrontConfig
{
    [Doc("The app's client secrets; two during a rotation.", "应用 client secret；轮换期间可有两个。"), Secret, Count(1, 2)]
    public required IReadOnlyList<string> Secrets { get; init; }

    [JsonIgnore]
    public override Type Adapter => typeof(Shopify);

    [JsonIgnore]
    public override string Kind => "shopify";
}

public sealed class Shopify : IStorefrontAdapter
{
    public IReadOnlyList<string> KeptHeaders => [];

    public IResult Received => Results.NoContent();

    public ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken) => throw new NotSupportedException();
}
