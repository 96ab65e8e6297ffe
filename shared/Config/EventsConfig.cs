using Growth.Config.Yaml;
using NodaTime;

namespace Growth.Config;

/// <summary>How long single events are kept. What was counted of them stays: counters, readers, active days.</summary>
public sealed record EventsConfig
{
    /// <summary>35 to 3650 days. Whole months of the workspace's zone are removed, each once its every event is older.</summary>
    [Doc("How long single events are kept; they go by whole months, the counters stay.", "单条事件保留多久；按整月删除，统计数字不变。"), Between("35d", "3650d")]
    public Duration Keep { get; init; } = Duration.FromDays(400);
}
