using Growth.Time;
using NodaTime;

namespace Growth.Config;

/// <summary>A workspace: what <c>growth.yaml</c> says, checked. Names and meanings: docs/config.md.</summary>
public sealed record GrowthConfig
{
    public required string Workspace { get; init; }

    /// <summary>Base of links, posters and callback signatures.</summary>
    public required Uri PublicUrl { get; init; }

    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>IANA id.</summary>
    public required string TimeZone { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    public Language Language { get; init; } = Language.ZhCn;

    public WeekConfig Week { get; init; } = new();

    public TargetsConfig Targets { get; init; } = new();

    public required IReadOnlyList<TeamMember> Team { get; init; }

    public IReadOnlyDictionary<string, StorefrontConfig> Storefronts { get; init; } = new Dictionary<string, StorefrontConfig>();

    public required IReadOnlyDictionary<string, ChannelConfig> Channels { get; init; }

    public MessagesConfig Messages { get; init; } = new();

    public TrackingConfig Tracking { get; init; } = new();

    public DateTimeZone Zone => Zones.Get(TimeZone);
}

public enum Language
{
    ZhCn,
    En,
}

/// <summary>When a week opens, closes and is final, and what happens when it cannot.</summary>
public sealed record WeekConfig
{
    public WeekTime Opens { get; init; } = WeekTime.Parse("Mon 00:00");

    /// <summary>After <see cref="Opens"/> in the same week: the preliminary review.</summary>
    public WeekTime Closes { get; init; } = WeekTime.Parse("Sun 22:00");

    /// <summary>The first such time after the week's end (the next week's Monday 00:00): the final review.</summary>
    public WeekTime Final { get; init; } = WeekTime.Parse("Tue 22:00");

    /// <summary>1 to 7.</summary>
    public int Pieces { get; init; } = 3;

    public WhenNoPlan WhenNoPlan { get; init; } = WhenNoPlan.Skip;

    public Late Late { get; init; } = Late.Run;
}

public enum WhenNoPlan
{
    Skip,
    Draft,
}

public enum Late
{
    Run,
    Skip,
}

/// <summary>Rates are fractions from 0 to 1.</summary>
public sealed record TargetsConfig
{
    public decimal ShareRate { get; init; } = 0.15m;

    public decimal CompletionRate { get; init; } = 0.60m;

    public decimal? DauOverMau { get; init; }

    public decimal? LtvOverCac { get; init; }
}

public sealed record TeamMember
{
    public required string Name { get; init; }

    public required string Email { get; init; }

    public Role Role { get; init; } = Role.Operator;
}

public enum Role
{
    Director,
    Manager,
    Operator,
}

public sealed record StorefrontConfig
{
    public required string Kind { get; init; }

    /// <summary><c>${ENV_NAME}</c> each; never the secret itself.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    public required Duration RefundWindow { get; init; }
}

/// <summary>A channel; which settings are allowed depends on its kind.</summary>
public sealed record ChannelConfig
{
    public required string Kind { get; init; }

    /// <summary>The other keys as written; secrets as <c>${ENV_NAME}</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}

public sealed record MessagesConfig
{
    /// <summary>A day, by channel, in minor units.</summary>
    public IReadOnlyDictionary<string, long> MaxSpend { get; init; } = new Dictionary<string, long>();

    public QuietHours? QuietHours { get; init; }

    /// <summary>Per member and local day by purpose; 0 = none at all, absent = no cap.</summary>
    public IReadOnlyDictionary<string, int> FrequencyCap { get; init; } = new Dictionary<string, int>();

    public string? Sender { get; init; }

    public string? OptOut { get; init; }
}

public sealed record QuietHours
{
    public required LocalTime From { get; init; }

    public required LocalTime To { get; init; }
}

/// <summary>When a reader counts as a completer, and how many events an address may send.</summary>
public sealed record TrackingConfig
{
    /// <summary>Fraction of the page, 0 to 1.</summary>
    public decimal CompleteScroll { get; init; } = 0.90m;

    /// <summary>Fraction of the estimated reading time, 0 to 1.</summary>
    public decimal CompleteTime { get; init; } = 0.40m;

    /// <summary>Chinese characters a minute for the estimate; 100 to 2000.</summary>
    public int CharactersPerMinute { get; init; } = 400;

    /// <summary>Words a minute for the estimate; 50 to 1000.</summary>
    public int WordsPerMinute { get; init; } = 230;

    /// <summary>Events a minute from one address to one piece; 1 to 100000.</summary>
    public int EventsPerMinute { get; init; } = 300;
}
