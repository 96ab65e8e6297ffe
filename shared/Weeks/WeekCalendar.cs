using Growth.Config;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>What will fire when, by config and plans alone: what <c>growth plan</c> prints. Pure.</summary>
public static class WeekCalendar
{
    /// <param name="plans">Plans of any weeks; a campaign of an earlier week still reminds.</param>
    /// <returns>Everything from <paramref name="from"/> up to, not including, <paramref name="until"/>, by time.</returns>
    public static IReadOnlyList<CalendarEntry> Of(GrowthConfig config, IEnumerable<WeekPlan> plans, Instant from, Instant until)
    {
        var byWeek = plans.ToDictionary(plan => plan.Week);
        var entries = new List<CalendarEntry>();
        var last = config.Zone.WeekOf(until).Next;
        // A final review belongs to the week before, or the one before that.
        for (var week = config.Zone.WeekOf(from).Previous.Previous; week <= last; week = week.Next)
            entries.AddRange(OfWeek(config, week, byWeek.GetValueOrDefault(week)));
        foreach (var plan in byWeek.Values) entries.AddRange(OfCampaign(config, plan));
        return [.. entries.Where(entry => entry.At >= from && entry.At < until).OrderBy(entry => entry.At).ThenBy(entry => entry.Kind).ThenBy(entry => entry.Week)];
    }

    private static IEnumerable<CalendarEntry> OfWeek(GrowthConfig config, IsoWeek week, WeekPlan? plan)
    {
        var times = WeekTimes.Of(week, config.Week, config.Zone);
        if (plan is null)
        {
            yield return new CalendarEntry(times.NoPlanWarning, CalendarKind.NoPlanWarning, week, "");
            yield return new CalendarEntry(times.Opens, CalendarKind.NoPlan, week, "");
            yield break;
        }

        yield return new CalendarEntry(times.Opens, CalendarKind.Opens, week, plan.Campaign.Name);
        yield return new CalendarEntry(times.Closes, CalendarKind.Closes, week, "");
        yield return new CalendarEntry(times.Ends, CalendarKind.Ends, week, "");
        yield return new CalendarEntry(times.Final, CalendarKind.Final, week, "");
        foreach (var piece in plan.Content)
        {
            yield return new CalendarEntry(WeekTimes.PublishAt(piece.PublishAt, week, config.Zone), CalendarKind.Publishes, week, piece.Title)
            {
                Slug = piece.Slug,
                Announced = piece.Announce?.Route ?? [],
            };
        }
    }

    private static IEnumerable<CalendarEntry> OfCampaign(GrowthConfig config, WeekPlan plan)
    {
        var campaign = plan.Campaign;
        if (campaign.Stop) yield break;
        var times = CampaignTimes.Of(campaign, config.Zone, null);
        yield return new CalendarEntry(times.EnrolmentEnds, CalendarKind.EnrolmentEnds, plan.Week, campaign.Name);
        yield return new CalendarEntry(times.DaysEnd, CalendarKind.DaysEnd, plan.Week, campaign.Name);
        var lastDay = CampaignTimes.FirstDay(campaign, campaign.Enrol.Until).PlusDays(campaign.CheckIn.Days + campaign.CheckIn.Grace - 1);
        for (var day = CampaignTimes.FirstDay(campaign, campaign.Enrol.From); day <= lastDay; day = day.PlusDays(1))
        {
            foreach (var time in campaign.CheckIn.RemindAt)
                yield return new CalendarEntry(config.Zone.ToInstant(day + time), CalendarKind.Reminder, plan.Week, campaign.Name);
        }
    }
}

/// <param name="Text">The campaign's name or the piece's title; empty where the week says it all.</param>
public sealed record CalendarEntry(Instant At, CalendarKind Kind, IsoWeek Week, string Text)
{
    /// <summary>Of a piece.</summary>
    public string? Slug { get; init; }

    /// <summary>The channels a piece is announced by.</summary>
    public IReadOnlyList<string> Announced { get; init; } = [];
}

/// <summary>In the order in which what falls on one instant happens.</summary>
public enum CalendarKind
{
    /// <summary>The week has no plan yet: the team will be warned.</summary>
    NoPlanWarning,

    /// <summary>The week would open here, and has no plan.</summary>
    NoPlan,

    EnrolmentEnds,
    Ends,
    Opens,
    Publishes,
    Closes,
    Final,
    Reminder,

    /// <summary>The last possible check-in or make-up of the campaign.</summary>
    DaysEnd,
}
