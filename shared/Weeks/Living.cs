using NodaTime;

namespace Growth.Weeks;

/// <summary>A campaign that has not settled.</summary>
internal sealed record Living
{
    public const string Select =
        """
        select c.key, c.state, c.plan, c.stopped_at as StoppedAt, w.zone from campaign c
        join week w on w.week = c.week where c.state <> 'settled' order by c.key
        """;

    public string Key { get; init; } = "";

    public CampaignState State { get; init; }

    public string Plan { get; init; } = "";

    public Instant? StoppedAt { get; init; }

    public string Zone { get; init; } = "";
}
