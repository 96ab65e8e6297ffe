using Growth.Config.Yaml;
using NodaTime;

namespace Growth.Config;

/// <summary>Limits that bind every message, and what marketing must carry.</summary>
public sealed record MessagesConfig
{
    /// <summary>A day, by channel, in minor units.</summary>
    [Doc("Most that may be spent a day, by channel.", "每日花费上限，以渠道为键。")]
    [Money, Between("0", "1000000"), Count(0, 20), KeyPattern("^[a-z][a-z0-9-]{0,39}$")]
    public IReadOnlyDictionary<string, long> MaxSpend { get; init; } = new Dictionary<string, long>();

    [Doc("Local hours without messages, over midnight if need be.", "免打扰时段，可跨零点。")]
    public QuietHours? QuietHours { get; init; }

    /// <summary>Per member and local day by purpose; 0 = none at all, absent = no cap.</summary>
    [Doc("Messages per member and local day, by purpose; 0 = none at all, absent = no cap.", "每人每日上限，按用途；0 为一律不发，缺省为不限。")]
    [Keys("marketing", "service"), Between("0", "100")]
    public IReadOnlyDictionary<string, int> FrequencyCap { get; init; } = new Dictionary<string, int>();

    [Doc("Signature in every marketing SMS.", "营销短信的签名。"), Text(30)]
    public string? Sender { get; init; }

    [Doc("How to opt out, in every marketing SMS.", "营销短信的退订方式。"), Text(30)]
    public string? OptOut { get; init; }
}

public sealed record QuietHours
{
    [Doc("Quiet from this local time on.", "开始。")]
    public required LocalTime From { get; init; }

    [Doc("Quiet until this local time.", "结束。")]
    public required LocalTime To { get; init; }

    /// <returns>Whether nothing is sent at that local time; the hours may run over midnight.</returns>
    public bool Contains(LocalTime time) => From <= To ? From <= time && time < To : time >= From || time < To;
}
