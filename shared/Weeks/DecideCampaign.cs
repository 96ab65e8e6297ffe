using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary><c>enrolling -> running -> settling -> settled</c>: a campaign outlives its week.</summary>
public enum CampaignState
{
    /// <summary>New enrolments are taken.</summary>
    Enrolling,

    /// <summary>No new ones; those there are check in.</summary>
    Running,

    /// <summary>The last possible day is over; what was earned is held and paid.</summary>
    Settling,

    Settled,
}

/// <summary>How far a campaign is, as far as dates alone say. Pure; never goes back as time goes on.</summary>
public static class DecideCampaign
{
    /// <param name="stoppedAt">A stop ends enrolment at once; who enrolled before it finishes.</param>
    public static CampaignState Run(CampaignPlan plan, DateTimeZone zone, Instant? stoppedAt, Instant now)
    {
        var times = CampaignTimes.Of(plan, zone, stoppedAt);
        if (now < times.EnrolmentEnds) return CampaignState.Enrolling;
        if (now < times.DaysEnd) return CampaignState.Running;
        return now < times.HoldsEnd ? CampaignState.Settling : CampaignState.Settled;
    }
}

/// <summary>The instants of a campaign's life.</summary>
public sealed record CampaignTimes
{
    /// <summary>The end of the last local day of enrolment, or the stop.</summary>
    public required Instant EnrolmentEnds { get; init; }

    /// <summary>The end of the last check-in or grace day of somebody who enrolled last.</summary>
    public required Instant DaysEnd { get; init; }

    /// <summary>The end of the hold of what is earned on that day.</summary>
    public required Instant HoldsEnd { get; init; }

    public static CampaignTimes Of(CampaignPlan plan, DateTimeZone zone, Instant? stoppedAt)
    {
        var planned = zone.ToInstant(plan.Enrol.Until.PlusDays(1).AtMidnight());
        var stopped = stoppedAt < planned;
        var lastEnrolled = stopped ? zone.ToLocal(stoppedAt!.Value).Date : plan.Enrol.Until;
        // A day ends at dayEndsAt of the next date.
        var daysEnd = zone.ToInstant(FirstDay(plan, lastEnrolled).PlusDays(plan.CheckIn.Days + plan.CheckIn.Grace) + plan.CheckIn.DayEndsAt);
        return new CampaignTimes
        {
            EnrolmentEnds = stopped ? stoppedAt!.Value : planned,
            DaysEnd = daysEnd,
            HoldsEnd = daysEnd + plan.Cashback.Hold,
        };
    }

    /// <summary>Day 1 of somebody who enrolled on that local date.</summary>
    public static LocalDate FirstDay(CampaignPlan plan, LocalDate enrolled) => plan.CheckIn.Start is StartDay.Next ? enrolled.PlusDays(1) : enrolled;
}
