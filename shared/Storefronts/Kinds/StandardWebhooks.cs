using System.Text.Json.Serialization;
using Growth.Config;
using Growth.Config.Yaml;
using Microsoft.AspNetCore.Http;

namespace Growth.Storefronts.Kinds;

[Doc("Any shop that signs by Standard Webhooks.", "任何采用 Standard Webhooks 签名的店铺。")]
public sealed record StandardWebhooksStorefront : StorefrontConfig
{
    [Doc("Signing secrets; two during a rotation.", "签名密钥；轮换期间可有两个。")]
    [Secret, Count(1, 5)]
    public required IReadOnlyList<string> Secrets { get; init; }

    [JsonIgnore]
    public override Type Adapter => typeof(StandardWebhooks);

    [JsonIgnore]
    public override string Kind => "standard-webhooks";
}

public sealed class StandardWebhooks : IStorefrontAdapter
{
    public IReadOnlyList<string> KeptHeaders => [];

    public IResult Received => Results.NoContent();

    public ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken) => throw new NotSupportedException();
}
