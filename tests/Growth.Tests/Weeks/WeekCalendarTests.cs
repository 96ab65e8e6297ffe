using Growth.Time;
using Growth.Weeks;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks;

public sealed class WeekCalendarTests
{
    private static readonly WeekTimes Times = WeekTimes.Of(Sample.Week, Sample.Config.Week, Sample.Config.Zone);

    [Fact]
    public void Of_TwoWeeksOfWhichOneIsPlanned_SaysWhatFiresWhen()
    {
        var entries = WeekCalendar.Of(Sample.Config, [Sample.Plan(Sample.Week)], Times.Opens, Times.Opens + Duration.FromDays(14));

        Assert.Equal(
        [
            "11-23 00:00 Opens W48", "11-23 08:00 Publishes W48", "11-25 08:00 Publishes W48", "11-26 12:00 NoPlanWarning W49", "11-29 22:00 Closes W48",
            "11-29 22:30 Publishes W48", "11-30 00:00 NoPlan W49", "11-30 00:00 EnrolmentEnds W48", "11-30 00:00 Ends W48", "12-01 22:00 Final W48", "12-03 12:00 NoPlanWarning W50",
        ], entries.Where(entry => entry.Kind is not CalendarKind.Reminder).Select(Describe));
        Assert.Equal(13, entries.Count(entry => entry.Kind is CalendarKind.Reminder));
        Assert.Equal(["push", "email"], entries[1].Announced);
    }

    /// <summary>The calendar and the loop are two answers to one question.</summary>
    [Fact]
    public async Task Of_AWeek_SaysWhatTheLoopThenDoes()
    {
        await using var store = await WeekStore.CreateAsync(Times.NoPlanWarning - Duration.FromHours(1), Sample.Config, Sample.Plan(Sample.Week));
        var expected = WeekCalendar.Of(Sample.Config, [Sample.Plan(Sample.Week)], Times.NoPlanWarning - Duration.FromHours(1), Times.Final + Duration.FromMinutes(5));

        await store.RunAsync(Times.NoPlanWarning - Duration.FromHours(1), Times.Final, Duration.FromMinutes(30));

        var week = await store.WeekAsync(Sample.Week);
        Assert.Equal(At(expected, CalendarKind.Opens, CalendarKind.Closes, CalendarKind.Final), [week.OpenedAt!.Value, week.ClosingAt!.Value, week.ClosedAt!.Value]);
        Assert.Equal(At(expected, CalendarKind.Publishes), await store.QueryAsync<Instant>("select published_at from piece order by published_at"));
        Assert.Equal(At(expected, CalendarKind.NoPlanWarning).Where(at => at > Times.Opens), await store.QueryAsync<Instant>("select warned_at from week_warning"));
    }

    [Fact]
    public async Task Status_OpenWeek_ShowsStatePiecesAndCampaign()
    {
        await using var store = await WeekStore.CreateAsync(Times.Opens, Sample.Config, Sample.Plan(Sample.Week));
        await store.TickAsync(Times.Opens + Duration.FromHours(8));

        var status = await store.Database.ReadAsync(WeekStatus.LatestAsync);

        Assert.Equal((Sample.Week, WeekState.Open), (status!.Week.Week, status.Week.State));
        Assert.Equal(("reading-2026-w48", CampaignState.Enrolling), (status.Campaign!.Key, status.Campaign.State));
        Assert.Equal([true, false, false], status.Pieces.Select(piece => piece.PublishedAt is not null));
        Assert.Null(await store.Database.ReadAsync(connection => WeekStatus.OfAsync(connection, Sample.Week.Next)));
    }

    private static IEnumerable<Instant> At(IReadOnlyList<CalendarEntry> entries, params CalendarKind[] kinds) =>
        entries.Where(entry => kinds.Contains(entry.Kind)).Select(entry => entry.At);

    private static string Describe(CalendarEntry entry) => $"{Sample.Config.Zone.ToLocal(entry.At):MM-dd HH:mm} {entry.Kind} {entry.Week.ToString()[5..]}";
}
