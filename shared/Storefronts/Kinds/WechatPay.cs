using System.Text.Json.Serialization;
using Growth.Config;
using Growth.Config.Yaml;
using Microsoft.AspNetCore.Http;

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

public sealed class WechatPay : IStorefrontAdapter
{
    public IReadOnlyList<string> KeptHeaders => [];

    public IResult Received => Results.NoContent();

    public ValueTask<WebhookVerdict> VerifyAsync(WebhookRequest request, Storefront storefront, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<WebhookReading> ReadAsync(StoredWebhook webhook, Storefront storefront, CancellationToken cancellationToken) => throw new NotSupportedException();
}
