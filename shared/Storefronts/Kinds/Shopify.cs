using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Growth.Config;
using Growth.Config.Yaml;
using Growth.Storefronts.Shopify;
using Microsoft.AspNetCore.Http;

namespace Growth.Storefronts.Kinds;

[Doc("Shopify webhooks.", "Shopify webhooks。")]
public sealed record ShopifyStorefront : StorefrontConfig
{
    [Doc("The shop's own address: an app's secret signs for all shops that installed it.", "店铺地址：同一应用的密钥为所有安装它的店铺签名。")]
    [Env, Text(100, "^[a-z0-9][a-z0-9-]*\\.myshopify\\.com$", Allowed = "mystore.myshopify.com", AllowedZh = "形如 mystore.myshopify.com")]
    public required string Shop { get; init; }

    [Doc("The app's client secrets; two during a rotation.", "应用 client secret；轮换期间可有两个。"), Secret, Count(1, 2)]
    public required IReadOnlyList<string> Secrets { get; init; }

    [JsonIgnore]
    public override Type Adapter => typeof(Shopify);

    [JsonIgnore]
    public override string Kind => "shopify";
}

/// <summary>
/// HMAC-SHA256 of the raw body with the secret's text, base64 (shopify.dev, Verify webhook deliveries). Headers are not signed and there is
/// no time in it: a topic is believed only as far as the body says the same, and repetitions are found by the keys of events.
/// </summary>
public sealed partial class Shopify(Secrets secrets) : IStorefrontAdapter
{
    // The newer product sends both generations of names, the older one only its own: lower-case names win where they are.
    private static readonly Names Events = new("shopify-hmac-sha256", "shopify-topic", "shopify-shop-domain", "shopify-api-version", "shopify-event-id", "shopify-webhook-id");
    private static readonly Names Webhooks = new("x-shopify-hmac-sha256", "x-shopify-topic", "x-shopify-shop-domain", "x-shopify-api-version", "x-shopify-webhook-id", null);

    public IReadOnlyList<string> KeptHeaders { get; } =
    [
        Webhooks.Shop, Webhooks.Version, Webhooks.Id, "x-shopify-event-id", "x-shopify-triggered-at",
        Events.Shop, Events.Version, Events.Id, "shopify-webhook-id", "shopify-triggered-at", "shopify-action",
    ];

    public IResult Received => Results.Ok();

    public ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken) =>
        new(Verify(request, (ShopifyStorefront)storefront.Config));

    public ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken) => new(ReadShopify.Run(webhook));

    private WebhookVerdict Verify(WebhookRequest request, ShopifyStorefront config)
    {
        if (!secrets.TryFind(config.Shop, out var shop)) return new WebhookVerdict.NotReady(Secrets.NameOf(config.Shop)!);
        var keys = config.Secrets.Select(text => secrets.TryFind(text, out var key) ? key : null).OfType<string>().ToList();
        if (keys.Count == 0) return new WebhookVerdict.NotReady(Secrets.NameOf(config.Secrets[0])!);
        if (request.Method != HttpMethods.Post) return RefusedWebhook.Malformed("method");
        if (request.Body.IsEmpty) return RefusedWebhook.Malformed("empty-body");
        var names = request.Headers.ContainsKey(Events.Signature) ? Events : Webhooks;
        if (request.Header(names.Signature) is not { } signature) return RefusedWebhook.Unproven("missing-signature");
        if (!IsSigned(request.Body.Span, signature, keys)) return RefusedWebhook.Unproven("wrong-signature");
        return Accept(request, names, shop);
    }

    private static WebhookVerdict Accept(WebhookRequest request, Names names, string shop)
    {
        var id = (names.OtherId is { } other ? request.Header(other) : null) ?? request.Header(names.Id);
        if (request.Header(names.Topic) is not { } topic || request.Header(names.Shop) is not { } domain || request.Header(names.Version) is null || id is null)
            return RefusedWebhook.Malformed("missing-header");
        if (!TopicForm().IsMatch(topic) || !IdForm().IsMatch(id)) return RefusedWebhook.Malformed("bad-header");
        return domain.Equals(shop, StringComparison.OrdinalIgnoreCase) ? new WebhookVerdict.Accepted(id, topic) : RefusedWebhook.Unproven("other-shop");
    }

    private static bool IsSigned(ReadOnlySpan<byte> body, string signature, IReadOnlyList<string> keys)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var key in keys)
        {
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body, mac);
            if (Signatures.IsBase64Of(signature, mac)) return true;
        }

        return false;
    }

    [GeneratedRegex("^[A-Za-z0-9_./-]{1,100}$", RegexOptions.NonBacktracking)]
    private static partial Regex TopicForm();

    [GeneratedRegex("^[A-Za-z0-9_.:-]{1,200}$", RegexOptions.NonBacktracking)]
    private static partial Regex IdForm();

    private sealed record Names(string Signature, string Topic, string Shop, string Version, string Id, string? OtherId);
}
