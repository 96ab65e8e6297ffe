using System.Text.Json.Serialization;
using Growth.Config.Yaml;
using Growth.Storefronts.Kinds;
using NodaTime;

namespace Growth.Config;

/// <summary>A shop; which further keys it has depends on its kind. A new kind is a file in Storefronts/Kinds and its line here.</summary>
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

    /// <summary>The <see cref="Storefronts.IStorefrontAdapter"/> of this kind.</summary>
    [JsonIgnore]
    public abstract Type Adapter { get; }

    /// <summary>It tells of orders by numbers of its own; false: at most of payments and people.</summary>
    [JsonIgnore]
    public virtual bool SendsOrders => true;

    /// <summary>Sells inside WeChat, whose rules then bind the campaign.</summary>
    [JsonIgnore]
    public virtual bool InsideWechat => false;
}
