using System.Text.Json.Serialization;
using Growth.Config;
using Growth.Config.Yaml;
using Growth.Storefronts.WechatPay;
using Growth.Time;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Growth.Storefronts.Kinds;

[Doc("WeChat Pay notices (API v3).", "微信支付通知（API v3）。")]
public sealed record WechatPayStorefront : StorefrontConfig
{
    [Doc("Merchant number.", "商户号。"), Env, Text(32)]
    public required string MchId { get; init; }

    [Doc("App the merchant is bound to.", "绑定的 AppID。"), Env, Text(64)]
    public required string AppId { get; init; }

    [Doc("APIv3 key.", "APIv3 密钥。"), Secret]
    public required string ApiV3Key { get; init; }

    [Doc("Serial of the merchant's API certificate.", "商户 API 证书序列号。"), Env, Text(64)]
    public required string SerialNo { get; init; }

    [Doc("Merchant's private key (PEM).", "商户私钥（PEM）。"), Secret]
    public required string PrivateKey { get; init; }

    [Doc("Id of WeChat Pay's public key, PUB_KEY_ID_...", "微信支付公钥 ID。"), Env, Text(80)]
    public string? PublicKeyId { get; init; }

    [Doc("WeChat Pay's public key (PEM).", "微信支付公钥（PEM）。"), Secret]
    public string? PublicKey { get; init; }

    [Doc("The storefront whose order numbers the notices carry; needed when more than one sends orders.", "通知中商户订单号所属的店铺；有多个店铺发送订单时必填。"), Text(40)]
    public string? Orders { get; init; }

    [JsonIgnore]
    public override Type Adapter => typeof(WechatPay);

    [JsonIgnore]
    public override string Kind => "wechat-pay";

    public override bool InsideWechat => true;

    public override bool SendsOrders => false;
}

/// <summary>
/// WeChat Pay's notices of payments, refunds and transfers (API v3): signed with RSA over the raw body, sealed with the APIv3 key. Its
/// probes with wrong signatures (<c>WECHATPAY/SIGNTEST/</c>) fail like any other wrong signature. A notice that was missed is asked for
/// by <c>AskMissingPayments</c>.
/// </summary>
public sealed class WechatPay(Merchants merchants, PlatformKeys keys, BusinessClock clock) : IStorefrontAdapter
{
    /// <summary>When a setting is missing that was there at the receipt.</summary>
    private static readonly Duration SettingPause = Duration.FromMinutes(10);

    /// <summary>With the body they prove again, later, what WeChat Pay said.</summary>
    public IReadOnlyList<string> KeptHeaders =>
        [PaySignature.SerialHeader, PaySignature.TimestampHeader, PaySignature.NonceHeader, PaySignature.SignatureHeader, PaySignature.TypeHeader, "request-id"];

    public IResult Received => Results.NoContent();

    public async ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken)
    {
        var found = merchants.Find(storefront);
        if (found.Merchant is not { } merchant) return new WebhookVerdict.NotReady(found.Missing);
        var signature = PaySignature.Read(name => request.Headers.GetValueOrDefault(name, []), out var problem);
        if (signature is null) return Refused(StatusCodes.Status400BadRequest, problem);
        if (!signature.IsFresh(clock.Now)) return Refused(StatusCodes.Status401Unauthorized, "stale");
        var key = await keys.FindAsync(merchant, signature.Serial, cancellationToken);
        if (key is null) return Refused(StatusCodes.Status401Unauthorized, "unknown-serial");
        return signature.IsOf(key, request.Body.Span) ? PayNotice.Head(request.Body) : Refused(StatusCodes.Status401Unauthorized, "bad-signature");
    }

    public ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken)
    {
        var found = merchants.Find(storefront);
        return ValueTask.FromResult(found.Merchant is { } merchant
            ? ReadNotice.Run(webhook.Body, merchant)
            : new WebhookReading.Later($"The setting {found.Missing} is missing or of the wrong form.", SettingPause));
    }

    private static WebhookVerdict.Refused Refused(int status, string reason) =>
        new(Results.Json(new { code = "FAIL", message = reason }, statusCode: status), reason);
}
