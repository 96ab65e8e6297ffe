using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Growth.Config;
using Growth.Config.Yaml;
using Growth.Storefronts.Youzan;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Growth.Storefronts.Kinds;

[Doc("Youzan message push.", "有赞云消息推送。")]
public sealed record YouzanStorefront : StorefrontConfig
{
    [Doc("client_id of the app.", "应用 client_id。"), Env, Text(64)]
    public required string ClientId { get; init; }

    [Doc("client_secret of the app.", "应用 client_secret。"), Secret]
    public required string ClientSecret { get; init; }

    [Doc("kdt_id of the shop: orders are asked back from Youzan's API, so that money may rest on them. Without it a payment notice has to prove them.", "店铺 kdt_id：向有赞 API 反查订单，金额方可采信；不填则须由支付通知证明。")]
    [Env, Text(20, "^[0-9]+$", Allowed = "digits", AllowedZh = "数字")]
    public string? GrantId { get; init; }

    [JsonIgnore]
    public override Type Adapter => typeof(Youzan);

    [JsonIgnore]
    public override string Kind => "youzan";
}

/// <summary>
/// Youzan's push (doc.youzanyun.com, message push). Two signatures, both MD5 of client_id, text and client_secret: the header
/// <c>Event-Sign</c> over the whole body, the older member <c>sign</c> over <c>msg</c> alone. Neither has a time in it, so whoever saw a
/// message can send it again, the older kind also under another type: no money rests on either.
/// </summary>
public sealed class Youzan(Secrets secrets, ReadYouzan read) : IStorefrontAdapter
{
    private const string Yes = """{"code":0,"msg":"success"}""";

    public IReadOnlyList<string> KeptHeaders => ["event-type"];

    public IResult Received => Results.Text(Yes, "application/json");

    public ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken) =>
        new(Verify(request, (YouzanStorefront)storefront.Config));

    public ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken)
    {
        var config = (YouzanStorefront)storefront.Config;
        if (Credentials(config, out var missing) is not { } credentials) return new(new WebhookReading.Later($"The setting {missing} is not set.", Duration.FromMinutes(5)));
        return read.RunAsync(webhook, credentials, cancellationToken);
    }

    private WebhookVerdict Verify(WebhookRequest request, YouzanStorefront config)
    {
        if (Credentials(config, out var missing) is not { } credentials) return new WebhookVerdict.NotReady(missing);
        if (request.Method != HttpMethods.Post) return RefusedWebhook.Malformed("method");
        using var document = Payload.Parse(request.Body);
        if (document is null) return RefusedWebhook.Malformed("not-json");
        try
        {
            return Verify(request, YouzanMessage.Read(Payload.Of(document)), credentials);
        }
        catch (MisfitException)
        {
            return RefusedWebhook.Malformed("bad-member");
        }
    }

    private WebhookVerdict Verify(WebhookRequest request, YouzanMessage message, YouzanCredentials credentials)
    {
        // Youzan looks now and then whether anybody answers, unsigned: it gets its answer, and nothing happens.
        if (message.Test) return new WebhookVerdict.Answered(Received);
        if (message.ClientId is null || !Signatures.IsText(message.ClientId, credentials.ClientId)) return RefusedWebhook.Unproven("other-client");
        if (!IsSigned(request, message, credentials)) return RefusedWebhook.Unproven("wrong-signature");
        return (message.Type ?? request.Header("event-type")) is { Length: <= 100 } type ? new WebhookVerdict.Accepted(message.Delivery(request.Body.Span), type) : RefusedWebhook.Malformed("missing-type");
    }

    private static bool IsSigned(WebhookRequest request, YouzanMessage message, YouzanCredentials credentials)
    {
        if (request.Headers.ContainsKey("event-sign"))
            return request.Header("event-sign") is { } whole && Signatures.IsHexOf(whole, Hash(credentials, request.Body.Span));
        return message is { Sign: { } sign, EncodedContent: { } content } && Signatures.IsHexOf(sign, Hash(credentials, Encoding.UTF8.GetBytes(content)));
    }

    private static byte[] Hash(YouzanCredentials credentials, ReadOnlySpan<byte> text) =>
        MD5.HashData([.. Encoding.UTF8.GetBytes(credentials.ClientId), .. text, .. Encoding.UTF8.GetBytes(credentials.ClientSecret)]);

    private YouzanCredentials? Credentials(YouzanStorefront config, out string missing)
    {
        missing = "";
        if (!secrets.TryFind(config.ClientId, out var id)) missing = config.ClientId;
        if (!secrets.TryFind(config.ClientSecret, out var secret)) missing = config.ClientSecret;
        string? shop = null;
        if (config.GrantId is { } grant && !secrets.TryFind(grant, out shop)) missing = grant;
        if (missing.Length > 0) missing = Secrets.NameOf(missing)!;
        return missing.Length == 0 ? new YouzanCredentials(id!, secret!, shop) : null;
    }
}
