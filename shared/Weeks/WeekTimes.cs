using Growth.Config;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>
/// The instants of a week: <c>Opens &lt; Closes &lt;= Ends &lt; Final</c>, and a week ends before the next one opens.
/// A local time becomes the first instant at which the zone's clock shows it or later (in a gap the first one after it, in an overlap
/// the earlier one), so that the order of local times is never turned round. Only a zone that skips a whole day (Pacific/Apia, 2011)
/// can make two of them one instant; a week that opens and closes in one gap has no time of its own and is never opened.
/// </summary>
public sealed record WeekTimes
{
    /// <summary>Thursday 12:00 of the week before: without a plan the team is warned.</summary>
    public required Instant NoPlanWarning { get; init; }

    public required Instant Opens { get; init; }

    /// <summary>The preliminary review is due.</summary>
    public required Instant Closes { get; init; }

    /// <summary>The next Monday 00:00: what is received before it counts for the week.</summary>
    public required Instant Ends { get; init; }

    /// <summary>The first <c>week.final</c> after <see cref="Ends"/>: the final review is due.</summary>
    public required Instant Final { get; init; }

    public static WeekTimes Of(IsoWeek week, WeekConfig config, DateTimeZone zone)
    {
        var ends = zone.ToInstant(week.Next.Monday.AtMidnight());
        var final = zone.ToInstant(config.Final.In(week.Next));
        return new WeekTimes
        {
            NoPlanWarning = zone.ToInstant(NoPlanWarningAt.In(week.Previous)),
            Opens = zone.ToInstant(config.Opens.In(week)),
            Closes = zone.ToInstant(config.Closes.In(week)),
            Ends = ends,
            Final = final > ends ? final : zone.ToInstant(config.Final.In(week.Next.Next)),
        };
    }

    /// <summary>When a piece planned for that time of the week is published.</summary>
    public static Instant PublishAt(WeekTime time, IsoWeek week, DateTimeZone zone) => zone.ToInstant(time.In(week));

    private static WeekTime NoPlanWarningAt => new(IsoDayOfWeek.Thursday, new LocalTime(12, 0));
}
