using System.Text.Json.Serialization;
using Growth.Config.Yaml;
using NodaTime;

namespace Growth.Config;

/// <summary>A shop; which further keys it has depends on its kind.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(StandardWebhooksStorefront), "standard-webhooks")]
[JsonDerivedType(typeof(WechatPayStorefront), "wechat-pay")]
[JsonDerivedType(typeof(WechatMiniProgramStorefront), "wechat-mini-program")]
[JsonDerivedType(typeof(YouzanStorefront), "youzan")]
[JsonDerivedType(typeof(ShopifyStorefront), "shopify")]
public abstract record StorefrontConfig
{
    [Doc("How long a buyer may return an order without a reason; a campaign's hold is at least as long.", "无理由退货期；活动的冻结期不得短于它。")]
    [Between("0d", "366d")]
    public required Duration RefundWindow { get; init; }

    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>Sells inside WeChat, whose rules then bind the campaign.</summary>
    [JsonIgnore]
    public virtual bool InsideWechat => false;
}

[Doc("Any shop that signs by Standard Webhooks.", "任何采用 Standard Webhooks 签名的店铺。")]
public sealed record StandardWebhooksStorefront : StorefrontConfig
{
    [Doc("Signing secrets; two during a rotation.", "签名密钥；轮换期间可有两个。")]
    [Secret, Count(1, 5)]
    public required IReadOnlyList<string> Secrets { get; init; }

    [JsonIgnore]
    public override string Kind => "standard-webhooks";
}

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

    [JsonIgnore]
    public override string Kind => "wechat-pay";

    public override bool InsideWechat => true;
}

[Doc("A WeChat mini-program's message push.", "微信小程序消息推送。")]
public sealed record WechatMiniProgramStorefront : StorefrontConfig
{
    [Doc("The mini-program's AppID.", "小程序 AppID。"), Env, Text(64)]
    public required string AppId { get; init; }

    [Doc("Token of the message push.", "消息推送 Token。"), Secret]
    public required string Token { get; init; }

    [Doc("EncodingAESKeys; two during a rotation.", "EncodingAESKey；轮换期间可有两个。"), Secret, Count(1, 2)]
    public required IReadOnlyList<string> EncodingAesKeys { get; init; }

    [JsonIgnore]
    public override string Kind => "wechat-mini-program";

    public override bool InsideWechat => true;
}

[Doc("Youzan message push.", "有赞云消息推送。")]
public sealed record YouzanStorefront : StorefrontConfig
{
    [Doc("client_id of the app.", "应用 client_id。"), Env, Text(64)]
    public required string ClientId { get; init; }

    [Doc("client_secret of the app.", "应用 client_secret。"), Secret]
    public required string ClientSecret { get; init; }

    [JsonIgnore]
    public override string Kind => "youzan";
}

[Doc("Shopify webhooks.", "Shopify webhooks。")]
public sealed record ShopifyStorefront : StorefrontConfig
{
    [Doc("The app's client secrets; two during a rotation.", "应用 client secret；轮换期间可有两个。"), Secret, Count(1, 2)]
    public required IReadOnlyList<string> Secrets { get; init; }

    [JsonIgnore]
    public override string Kind => "shopify";
}
