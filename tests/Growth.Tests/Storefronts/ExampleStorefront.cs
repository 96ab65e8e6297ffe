using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Growth.Config;
using Growth.Config.Yaml;
using Growth.Storefronts;
using Growth.Time;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Growth.Tests.Storefronts;

[Doc("A shop that signs as Stripe does.", "按 Stripe 方式签名的店铺。")]
public sealed record StripeStyleStorefront : StorefrontConfig
{
    [Doc("Signing secrets; two during a rotation.", "签名密钥；轮换期间可有两个。"), Secret, Count(1, 2)]
    public required IReadOnlyList<string> Secrets { get; init; }

    [JsonIgnore]
    public override Type Adapter => typeof(StripeStyle);

    [JsonIgnore]
    public override string Kind => "stripe-style";
}

/// <summary><c>Stripe-Signature: t=1533204620,v1=hex,v1=hex</c>: HMAC-SHA256 of <c>t.body</c> with the secret's text; 5 minutes either way.</summary>
public sealed class StripeStyle(Secrets secrets, BusinessClock clock) : IStorefrontAdapter
{
    private static readonly Duration Tolerance = Duration.FromMinutes(5);

    public IReadOnlyList<string> KeptHeaders => [];

    public IResult Received => Results.NoContent();

    public ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken) =>
        new(Verify(request, (StripeStyleStorefront)storefront.Config));

    public ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken)
    {
        using var document = Payload.Parse(webhook.Body);
        if (document is null) return new(new WebhookReading.Misfit("The body is not one JSON object."));
        try
        {
            return new(Read(webhook, Payload.Of(document)));
        }
        catch (MisfitException e)
        {
            return new(new WebhookReading.Misfit(e.Message));
        }
    }

    // 1. Who sent it? On the raw bytes, in constant time, fails closed.
    private WebhookVerdict Verify(WebhookRequest request, StripeStyleStorefront config)
    {
        var keys = config.Secrets.Select(text => secrets.TryFind(text, out var key) ? key : null).OfType<string>().ToList();
        if (keys.Count == 0) return new WebhookVerdict.NotReady(Secrets.NameOf(config.Secrets[0])!);
        if (request.Header("stripe-signature") is not { } header || !TryParse(header, out var time, out var signatures)) return RefusedWebhook.Unproven("missing-signature");
        byte[] signed = [.. Encoding.UTF8.GetBytes(time + "."), .. request.Body.Span];
        var hashes = keys.Select(key => HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed)).ToList();
        if (!signatures.Any(signature => hashes.Any(hash => Signatures.IsHexOf(signature, hash)))) return RefusedWebhook.Unproven("wrong-signature");
        var sent = Instant.FromUnixTimeSeconds(long.Parse(time, CultureInfo.InvariantCulture));
        if (sent < clock.Now - Tolerance || sent > clock.Now + Tolerance) return RefusedWebhook.Unproven("outside-window");
        return Accept(request);
    }

    // 2. Which delivery is it? What names no id and type is no event of this platform.
    private static WebhookVerdict Accept(WebhookRequest request)
    {
        using var document = Payload.Parse(request.Body);
        try
        {
            return document is null ? RefusedWebhook.Malformed("not-json") : new WebhookVerdict.Accepted(Payload.Of(document).Needed("id", 200), Payload.Of(document).Needed("type", 100));
        }
        catch (MisfitException)
        {
            return RefusedWebhook.Malformed("bad-member");
        }
    }

    // 3. What happened, in our words? The same request always gives the same keys.
    private static WebhookReading Read(StoredWebhook webhook, Payload body)
    {
        if (webhook.Type != "order.paid") return new WebhookReading.Ignored("type-without-use");
        var order = body.At("data").At("object");
        var number = order.Needed("id", 64);
        if (!Currency.TryGet(order.Needed("currency", 3), out var currency)) throw order.Misfit("currency", "an ISO 4217 currency");
        var paid = new OrderChanged
        {
            Stage = OrderStage.Paid,
            Number = number,
            Buyer = order.At("buyer") is { Exists: true } buyer ? new ShopPerson { UserId = buyer.Needed("id", 128) } : null,
            Total = order.Amount("total", currency),
            Currency = currency.Code,
            Lines =
            [
                .. order.List("lines", 500).Select(line => new OrderLine
                {
                    Id = line.Needed("id", 64), Sku = line.Needed("sku", 255), Quantity = line.Count("quantity", 100_000), NetPaid = line.Amount("paid", currency),
                }),
            ],
        };
        var at = Instant.FromUnixTimeSeconds(body.Count("created", 9_999_999_999));
        return new WebhookReading.Events([new ShopEvent(StableKey.Of(paid.Type, number), at, paid)]);
    }

    private static bool TryParse(string header, out string time, out IReadOnlyList<string> signatures)
    {
        var parts = header.Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToLookup(part => part[0], part => part[1], StringComparer.Ordinal);
        time = parts["t"].Count() == 1 ? parts["t"].First() : "";
        signatures = [.. parts["v1"]];
        return time.Length is > 0 and <= 10 && time.All(char.IsAsciiDigit) && signatures.Count is > 0 and <= 10;
    }
}
