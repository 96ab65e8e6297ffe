using FsCheck;
using FsCheck.Fluent;
using Growth.Embedded.Timers;
using NodaTime;
using Xunit;

namespace Growth.Tests.Embedded;

public sealed class TimerScheduleTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 1, 0, 0);
    private static readonly string[] Expressions = ["0 */5 * * * *", "30 0 * * * *", "0 0 22 * * SUN", "*/10 * * * * *", "0 0 0 1 * *", "0 0 12 * * MON-FRI"];

    [Fact]
    public void Latest_AnyScheduleAndSpan_IsTheLastOfAllOccurrencesInIt() => Prop.ForAll(
        Gen.Elements(Expressions).ToArbitrary(), Gen.Choose(0, 40_000_000).ToArbitrary(), Gen.Choose(0, 400_000).ToArbitrary(),
        (expression, offset, length) =>
        {
            var schedule = TimerSchedule.TryParse(expression)!;
            var after = Start + Duration.FromSeconds(offset);
            var now = after + Duration.FromSeconds(length);
            Instant? expected = null;
            for (var next = schedule.Next(after); next <= now; next = schedule.Next(next.Value)) expected = next;
            return schedule.Latest(after, now) == expected;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Next_IsUtcAndAfter()
    {
        var schedule = TimerSchedule.TryParse("0 0 22 * * SUN")!;

        Assert.Equal(Instant.FromUtc(2026, 11, 29, 22, 0), schedule.Next(Instant.FromUtc(2026, 11, 22, 22, 0)));
        Assert.Equal(Instant.FromUtc(2026, 11, 22, 22, 0), schedule.Next(Instant.FromUtc(2026, 11, 22, 21, 59)));
    }

    [Fact]
    public void Latest_AfterYearsOff_IsFoundWithoutCountingThemAll()
    {
        var schedule = TimerSchedule.TryParse("* * * * * *")!;

        Assert.Equal(Instant.FromUtc(2036, 1, 1, 0, 0, 30), schedule.Latest(Start, Instant.FromUtc(2036, 1, 1, 0, 0, 30)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * * *")]
    [InlineData("60 * * * * *")]
    [InlineData("0 0 0 31 2 *")]
    [InlineData("0 0 0 * * * *")]
    public void TryParse_NotSixFieldsOrNever_IsNull(string expression) => Assert.Null(TimerSchedule.TryParse(expression));
}
