namespace Growth.Weeks;

/// <summary><c>planned -> open -> closing -> closed | skipped</c>. A planned week has no row in the store yet.</summary>
public enum WeekState
{
    Planned,
    Open,
    Closing,
    Closed,
    Skipped,
}

/// <summary>Why a week was never opened.</summary>
public enum SkipReason
{
    /// <summary>Nobody applied a plan in time.</summary>
    NoPlan,

    /// <summary>There was a plan, and no host was running between the week's opening and its closing.</summary>
    Missed,

    /// <summary>There was a plan, but the opening would have been late and the workspace says <c>late: skip</c>.</summary>
    Late,
}

/// <summary>How states and reasons are written in the store.</summary>
public static class WeekStateText
{
    public static string ToText(this WeekState state) => state.ToString().ToLowerInvariant();

    public static string ToText(this CampaignState state) => state.ToString().ToLowerInvariant();

    public static string ToText(this SkipReason reason) => reason switch
    {
        SkipReason.NoPlan => "no-plan",
        SkipReason.Missed => "missed",
        _ => "late",
    };
}
