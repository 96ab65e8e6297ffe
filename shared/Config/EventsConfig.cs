using Growth.Config.Yaml;
using NodaTime;

namespace Growth.Config;

/// <summary>How long single events and raw requests of storefronts are kept. What was counted or applied of them stays.</summary>
public sealed record EventsConfig
{
    /// <summary>35 to 3650 days. Whole months of the workspace's zone are removed, each once its every event is older.</summary>
    [Doc("How long single events are kept; they go by whole months, the counters stay.", "单条事件保留多久；按整月删除，统计数字不变。"), Between("35d", "3650d")]
    public Duration Keep { get; init; } = Duration.FromDays(400);

    /// <summary>14 to 400 days: for as long a delivery is known again by its key and can be replayed.</summary>
    [Doc("How long the raw webhook requests of storefronts are kept, sealed; for as long they can be replayed.", "店铺 webhook 原始请求（加密）保留多久；期间可以重放。"), Between("14d", "400d")]
    public Duration Webhooks { get; init; } = Duration.FromDays(90);
}
