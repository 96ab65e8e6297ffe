using System.Text.Json.Serialization;
using Growth.Config;
using Growth.Config.Yaml;
using Microsoft.AspNetCore.Http;

namespace Growth.Storefronts.Kinds;

[Doc("Youzan message push.", "有赞云消息推送。")]
public sealed record YouzanStorefront : StorefrontConfig
{
    [Doc("client_id of the app.", "应用 client_id。"), Env, Text(64)]
    public required string ClientId { get; init; }

    [Doc("client_secret of the app.", "应用 client_secret。"), Secret]
    public required string ClientSecret { get; init; }

    [JsonIgnore]
    public override Type Adapter => typeof(Youzan);

    [JsonIgnore]
    public override string Kind => "youzan";
}

public sealed class Youzan : IStorefrontAdapter
{
    public IReadOnlyList<string> KeptHeaders => [];

    public IResult Received => Results.NoContent();

    public ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken) => throw new NotSupportedException();
}
