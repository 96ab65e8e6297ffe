using Growth.Config.Yaml;

namespace Growth.Config;

/// <summary>A system of others that is told what happens here, signed by Standard Webhooks.</summary>
public sealed record WebhookConfig
{
    [Doc("Where events are posted: https, or http to this machine or a private address with `allowPrivate`.", "事件发往的地址：https；`allowPrivate` 时本机或内网地址可用 http。")]
    public required Uri Url { get; init; }

    [Doc("Signing secrets (`whsec_...`); two during a rotation, and both sign.", "签名密钥（`whsec_...`）；轮换期间写两个，同时签名。")]
    [Secret, Count(1, 2)]
    public required IReadOnlyList<string> Secrets { get; init; }

    [Doc("The events it wants; all of them unless said.", "要接收的事件；缺省为全部。")]
    [Count(1, 4)]
    public IReadOnlyList<OutboundType> Events { get; init; } = Enum.GetValues<OutboundType>();

    [Doc("May lie in a private network, or on this machine.", "允许位于内网或本机。")]
    public bool AllowPrivate { get; init; }

    [Doc("Nothing is sent; its events wait.", "暂停发送，事件等待。")]
    public bool Paused { get; init; }
}

/// <summary>The events that others can be told of; what each carries: docs/outbound-webhooks.md.</summary>
public enum OutboundType
{
    [Name("reward.paid")]
    RewardPaid,

    [Name("referral.qualified")]
    ReferralQualified,

    [Name("week.closed")]
    WeekClosed,

    [Name("alert.raised")]
    AlertRaised,
}
