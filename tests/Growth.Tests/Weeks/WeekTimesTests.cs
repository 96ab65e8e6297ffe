using FsCheck;
using FsCheck.Fluent;
using Growth.Config;
using Growth.Time;
using Growth.Weeks;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks;

public sealed class WeekTimesTests
{
    private static readonly WeekConfig Default = new();

    /// <summary>Any zone NodaTime knows; any week from 1970 to 2199, every other one a week in which its clocks change; any settings that config would take.</summary>
    private static readonly Arbitrary<(DateTimeZone Zone, IsoWeek Week, WeekConfig Config)> Anywhere = (
        from zone in Gen.Elements(Zones.Ids.ToArray())
        let changes = Changes(Zones.Get(zone))
        from date in Gen.OneOf(changes.Count == 0 ? AnyDate : Gen.Elements(changes.ToArray()), AnyDate)
        from first in Gen.Choose(0, MinutesInWeek - 2)
        from second in Gen.Choose(first + 1, MinutesInWeek - 1)
        from final in Gen.Choose(0, MinutesInWeek - 1)
        select (Zones.Get(zone), IsoWeek.Containing(date), new WeekConfig { Opens = At(first), Closes = At(second), Final = At(final) })).ToArbitrary();

    private const int MinutesInWeek = 7 * 24 * 60;

    private static Gen<LocalDate> AnyDate => Gen.Choose(0, 83_000).Select(days => new LocalDate(1970, 1, 1).PlusDays(days));

    private static IReadOnlyList<LocalDate> Changes(DateTimeZone zone) =>
        [.. zone.GetZoneIntervals(Instant.FromUtc(1970, 1, 1, 0, 0), Instant.FromUtc(2040, 1, 1, 0, 0)).Skip(1).Select(interval => interval.IsoLocalStart.Date)];

    private static WeekTime At(int minute) => new((IsoDayOfWeek)(minute / 1440 + 1), LocalTime.FromMinutesSinceMidnight(minute % 1440));

    [Fact]
    public void Of_AnyZoneWeekAndSettings_IsInOrder() => Prop.ForAll(Anywhere, at =>
    {
        var times = WeekTimes.Of(at.Week, at.Config, at.Zone);
        // Opening and closing are one instant only where the zone skips everything between them.
        var gap = times.Opens == times.Closes && at.Zone.GetZoneInterval(times.Opens) is { HasStart: true } interval && interval.Start == times.Opens;
        return times.NoPlanWarning < times.Opens && (times.Opens < times.Closes || gap) && times.Closes <= times.Ends && times.Ends < times.Final;
    }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Of_AnyTwoWeeksInARow_DoNotOverlap() => Prop.ForAll(Anywhere, at =>
        WeekTimes.Of(at.Week, at.Config, at.Zone).Ends <= WeekTimes.Of(at.Week.Next, at.Config, at.Zone).Opens)
        .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void ToInstant_AnyLocalTime_IsTheFirstInstantThatShowsItOrLater() => Prop.ForAll(Anywhere, at =>
    {
        var local = at.Config.Opens.In(at.Week);
        var instant = at.Zone.ToInstant(local);
        return at.Zone.ToLocal(instant) >= local && at.Zone.ToLocal(instant - Duration.Epsilon) < local;
    }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(5_000));

    /// <summary>Every Monday 00:00 since 1970 that some zone's clock skipped: the week opens at the first instant after the gap.</summary>
    [Fact]
    public void Of_MondayMidnightDoesNotExist_OpensAtTheFirstInstantAfterTheGap()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var zone in Zones.Ids.Select(Zones.Get))
        {
            foreach (var interval in zone.GetZoneIntervals(Instant.FromUtc(1970, 1, 1, 0, 0), Instant.FromUtc(2040, 1, 1, 0, 0)).Skip(1))
            {
                var monday = interval.IsoLocalStart.Date;
                if (monday.DayOfWeek != IsoDayOfWeek.Monday || zone.MapLocal(monday.AtMidnight()).Count != 0) continue;
                var week = IsoWeek.Containing(monday);
                Assert.Equal(interval.Start, WeekTimes.Of(week, Default, zone).Opens);
                Assert.Equal(interval.Start, WeekTimes.Of(week.Previous, Default, zone).Ends);
                if (zone.MapLocal(monday.At(new LocalTime(0, 30))).Count == 0)
                    Assert.Equal(interval.Start, WeekTimes.PublishAt(WeekTime.Parse("Mon 00:30"), week, zone));
                found.Add(zone.Id);
            }
        }

        Assert.Contains("America/Asuncion", found);
        Assert.True(found.Count > 20, $"only {string.Join(", ", found)}");
    }

    /// <summary>Zones that change their clocks at midnight on some other day, and ordinary ones: the last week of the year and the first.</summary>
    [Theory]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Africa/Cairo")]
    [InlineData("America/Asuncion")]
    [InlineData("Atlantic/Azores")]
    [InlineData("Asia/Shanghai")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/St_Johns")]
    public void Of_EveryWeekOfHalfACentury_FollowsTheOneBefore(string id)
    {
        var zone = Zones.Get(id);
        var previous = WeekTimes.Of(IsoWeek.Parse("2000-W01"), Default, zone);
        for (var week = IsoWeek.Parse("2000-W02"); week.Year < 2050; week = week.Next)
        {
            var times = WeekTimes.Of(week, Default, zone);
            Assert.Equal(previous.Ends, times.Opens);
            Assert.True(times.Opens < times.Closes && times.Closes < times.Ends && times.Ends < times.Final, $"{id} {week}");
            previous = times;
        }
    }

    [Fact]
    public void Of_ClocksGoForwardOnSunday_WeekIsAnHourShorter()
    {
        var times = WeekTimes.Of(IsoWeek.Parse("2027-W12"), Default, Zones.Get("Europe/Berlin"));

        Assert.Equal(Duration.FromHours(167), times.Ends - times.Opens);
        Assert.Equal(Instant.FromUtc(2027, 3, 28, 20, 0), times.Closes);
    }

    [Fact]
    public void PublishAt_LocalTimeHappensTwice_IsTheEarlier() => Assert.Equal(
        Instant.FromUtc(2026, 10, 25, 0, 30),
        WeekTimes.PublishAt(WeekTime.Parse("Sun 02:30"), IsoWeek.Parse("2026-W43"), Zones.Get("Europe/Berlin")));

    [Fact]
    public void Of_ZoneSkipsAWholeDay_ThatDaysTimesFallOnItsEnd()
    {
        var week = IsoWeek.Containing(new LocalDate(2011, 12, 30));
        var dayAfter = Instant.FromUtc(2011, 12, 30, 10, 0);

        var times = WeekTimes.Of(week, Default with { Opens = WeekTime.Parse("Fri 00:00"), Closes = WeekTime.Parse("Fri 22:00") }, Zones.Get("Pacific/Apia"));

        Assert.Equal((dayAfter, dayAfter), (times.Opens, times.Closes));
        Assert.Equal(Instant.FromUtc(1993, 8, 21, 12, 0), Zones.Get("Pacific/Kwajalein").ToInstant(new LocalDateTime(1993, 8, 21, 8, 0)));
    }

    [Fact]
    public void Of_FinalIsMondayMidnight_IsAWeekAfterTheEnd()
    {
        var times = WeekTimes.Of(IsoWeek.Parse("2026-W53"), Default with { Final = WeekTime.Parse("Mon 00:00") }, DateTimeZone.Utc);

        Assert.Equal(Instant.FromUtc(2027, 1, 4, 0, 0), times.Ends);
        Assert.Equal(Instant.FromUtc(2027, 1, 11, 0, 0), times.Final);
    }
}
