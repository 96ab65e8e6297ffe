using System.Text.Json.Serialization;
using Growth.Config.Yaml;
using Growth.Time;
using NodaTime;

namespace Growth.Config;

/// <summary>A workspace: what <c>growth.yaml</c> says, checked. Names and meanings: docs/config.md.</summary>
[Doc("One team's workspace.", "一个团队的工作区设置。")]
public sealed record GrowthConfig
{
    [Doc("Short name of the workspace: lower-case letters, digits and hyphens.", "工作区简称：小写字母、数字、连字符。")]
    [Text(40, "^[a-z0-9]+(-[a-z0-9]+)*$", Allowed = "lower-case letters, digits and single hyphens", AllowedZh = "小写字母、数字和单个连字符")]
    public required string Workspace { get; init; }

    [Doc("Base of links, posters and callback signatures; https except on localhost.", "链接、海报和回调签名的根地址；除 localhost 外必须为 https。")]
    public required Uri PublicUrl { get; init; }

    [Doc("Web origins that may send events from a browser.", "允许从浏览器上报事件的网页来源。")]
    [Form("origin"), Count(0, 20)]
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    [Doc("IANA time zone that decides weeks and days.", "决定周与日的 IANA 时区。")]
    [Form("zone")]
    public required string TimeZone { get; init; }

    [Doc("ISO 4217 code of the one currency of all amounts.", "全部金额的币种（ISO 4217）。")]
    [Form("currency")]
    public required string Currency { get; init; }

    [Doc("Language of reviews and of the program's own messages.", "周报和系统消息的语言。")]
    public Language Language { get; init; } = Language.ZhCn;

    [Doc("When a week opens, closes and is final.", "一周何时开始、收尾和定稿。")]
    public WeekConfig Week { get; init; } = new();

    [Doc("Targets that pieces and weeks are measured against.", "文章与周的目标值。")]
    public TargetsConfig Targets { get; init; } = new();

    [Doc("Who runs the workspace; they get reviews and warnings.", "负责人：接收周报和提醒。")]
    [Count(1, 50)]
    public required IReadOnlyList<TeamMember> Team { get; init; }

    [Doc("Shops that send orders, by a name of your choice.", "发送订单的店铺，名称自取。")]
    [Count(0, 20), KeyPattern("^[a-z][a-z0-9-]{0,39}$")]
    public IReadOnlyDictionary<string, StorefrontConfig> Storefronts { get; init; } = new Dictionary<string, StorefrontConfig>();

    [Doc("What rules must know of products, by SKU. When given, every campaign product must be listed.", "规则所需的商品信息，以 SKU 为键；一旦填写，活动商品必须都在其中。")]
    [Count(0, 1000), KeyPattern("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    public IReadOnlyDictionary<string, ProductConfig> Products { get; init; } = new Dictionary<string, ProductConfig>();

    [Doc("Channels that carry messages, by a name of your choice.", "消息渠道，名称自取。")]
    [Count(1, 20), KeyPattern("^[a-z][a-z0-9-]{0,39}$")]
    public required IReadOnlyDictionary<string, ChannelConfig> Channels { get; init; }

    [Doc("Limits that bind every message.", "所有消息共同遵守的限制。")]
    public MessagesConfig Messages { get; init; } = new();

    [Doc("Systems of others that are told what happens here, by a name of your choice.", "接收本系统事件通知的外部系统，名称自取。")]
    [Count(0, 20), KeyPattern("^[a-z][a-z0-9-]{0,39}$")]
    public IReadOnlyDictionary<string, WebhookConfig> Webhooks { get; init; } = new Dictionary<string, WebhookConfig>();

    [Doc("When a reader counts as a completer, and limits of event intake.", "何时算读完，以及事件上报的限额。")]
    public TrackingConfig Tracking { get; init; } = new();

    [Doc("What is kept of the events taken in.", "收到的事件保留多久。")]
    public EventsConfig Events { get; init; } = new();

    [JsonIgnore]
    public DateTimeZone Zone => Zones.Get(TimeZone);
}

public enum Language
{
    [Name("zh-CN")]
    ZhCn,
    En,
}
