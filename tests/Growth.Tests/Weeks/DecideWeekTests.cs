using FsCheck;
using FsCheck.Fluent;
using Growth.Config;
using Growth.Time;
using Growth.Weeks;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks;

public sealed class DecideWeekTests
{
    private static readonly IsoWeek Week = IsoWeek.Parse("2026-W48");
    private static readonly WeekConfig Run = new() { Late = Late.Run };
    private static readonly WeekConfig SkipLate = new() { Late = Late.Skip };
    private static readonly WeekTimes Times = WeekTimes.Of(Week, Run, Zones.Get("Asia/Shanghai"));
    private static readonly WeekView Planned = new()
    {
        Week = Week,
        State = WeekState.Planned,
        Times = Times,
        HasPlan = true,
        WorkspaceSince = Times.Opens - Duration.FromDays(30),
        Unpublished = [Piece("one", 0, 8), Piece("two", 1, 56), Piece("three", 2, 104)],
    };

    private static readonly WeekView Unplanned = Planned with { HasPlan = false, Unpublished = [] };

    private static Gen<Instant> Moments => Gen.Choose(-8 * 24 * 60, 12 * 24 * 60).Select(minutes => Times.Opens + Duration.FromMinutes(minutes));

    [Fact]
    public void Run_BeforeOpening_DoesNothing() => Assert.Empty(DecideWeek.Run(Planned, Run, Times.Opens - Duration.Epsilon));

    [Fact]
    public void Run_AtOpening_Opens() => Assert.Equal([new WeekStep.Open()], DecideWeek.Run(Planned, Run, Times.Opens));

    [Fact]
    public void Run_LateRun_OpensAndPublishesAllThatIsDueInOrder() => Assert.Equal(
        [new WeekStep.Open(), new WeekStep.Publish("one"), new WeekStep.Publish("two")],
        DecideWeek.Run(Planned, Run, Times.Opens + Duration.FromDays(3)));

    [Fact]
    public void Run_LateRunUntilTheClosing_OpensBeforeAndIsMissedAtIt()
    {
        Assert.IsType<WeekStep.Open>(DecideWeek.Run(Planned, Run, Times.Closes - Duration.Epsilon)[0]);
        Assert.Equal([new WeekStep.Skip(SkipReason.Missed)], DecideWeek.Run(Planned, Run, Times.Closes));
    }

    [Fact]
    public void Run_LateSkip_OpensWithinAQuarterOfAnHourOnly()
    {
        Assert.Equal([new WeekStep.Open()], DecideWeek.Run(Planned, SkipLate, Times.Opens + Duration.FromMinutes(15)));
        Assert.Equal([new WeekStep.Skip(SkipReason.Late)], DecideWeek.Run(Planned, SkipLate, Times.Opens + Duration.FromMinutes(15) + Duration.Epsilon));
    }

    [Fact]
    public void Run_NoPlan_WaitsForOneAndIsSkippedWhenItsTimeIsOver()
    {
        Assert.Empty(DecideWeek.Run(Unplanned, Run, Times.Closes - Duration.Epsilon));
        Assert.Equal([new WeekStep.Skip(SkipReason.NoPlan)], DecideWeek.Run(Unplanned, Run, Times.Closes));
        Assert.Equal([new WeekStep.Skip(SkipReason.NoPlan)], DecideWeek.Run(Unplanned, SkipLate, Times.Opens + Duration.FromMinutes(16)));
    }

    [Fact]
    public void Run_WorkspaceIsYoungerThanTheOpening_OpensItsPlanButMissesNothing()
    {
        var young = Times.Opens + Duration.FromDays(2);

        Assert.IsType<WeekStep.Open>(DecideWeek.Run(Planned with { WorkspaceSince = young }, Run, young)[0]);
        Assert.Empty(DecideWeek.Run(Unplanned with { WorkspaceSince = young }, Run, Times.Closes));
        Assert.Empty(DecideWeek.Run(Planned with { WorkspaceSince = Times.Closes }, Run, Times.Ends));
    }

    [Theory]
    [InlineData(WhenNoPlan.Skip)]
    [InlineData(WhenNoPlan.Draft)]
    public void Run_ThursdayNoonWithoutPlan_WarnsOnce(WhenNoPlan whenNoPlan)
    {
        var config = new WeekConfig { WhenNoPlan = whenNoPlan };
        WeekStep expected = whenNoPlan is WhenNoPlan.Draft ? new WeekStep.DraftPlan() : new WeekStep.WarnNoPlan();

        Assert.Empty(DecideWeek.Run(Unplanned, config, Times.NoPlanWarning - Duration.Epsilon));
        Assert.Equal([expected], DecideWeek.Run(Unplanned, config, Times.NoPlanWarning));
        Assert.Empty(DecideWeek.Run(Unplanned with { Warned = true }, config, Times.NoPlanWarning));
        Assert.Empty(DecideWeek.Run(Planned, config, Times.NoPlanWarning));
    }

    [Fact]
    public void Run_Closing_StillPublishesUntilTheEnd()
    {
        var closing = Planned with { State = WeekState.Closing };

        Assert.Equal(3, DecideWeek.Run(closing, Run, Times.Ends - Duration.Epsilon).Count);
        Assert.Empty(DecideWeek.Run(closing, Run, Times.Ends));
    }

    [Fact]
    public void Run_OpenAndHostWasDownForWeeks_ClosesAndFinishesWithoutPublishing() => Assert.Equal(
        [new WeekStep.Close(), new WeekStep.Finish()],
        DecideWeek.Run(Planned with { State = WeekState.Open }, Run, Times.Final + Duration.FromDays(30)));

    [Theory]
    [InlineData(WeekState.Closed)]
    [InlineData(WeekState.Skipped)]
    public void Run_Over_NeverChanges(WeekState state) => Prop.ForAll(Moments.ToArbitrary(), now =>
        DecideWeek.Run(Planned with { State = state }, Run, now).Count == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Run_StepsDone_LeavesNothingDue() => Prop.ForAll(Views, Moments.ToArbitrary(), (view, now) =>
        DecideWeek.Run(Do(view.View, DecideWeek.Run(view.View, view.Config, now)), view.Config, now).Count == 0)
        .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2_000));

    /// <summary>However often and whenever it is looked at: with a look at the end, every step happened once, in order, and in its time.</summary>
    [Fact]
    public void Run_AnyLooks_EachStepOnceInItsTime() => Prop.ForAll(Views, Moments.NonEmptyListOf().ToArbitrary(), (start, looks) =>
    {
        var view = start.View with { State = WeekState.Planned };
        var done = new List<(Instant At, WeekStep Step)>();
        foreach (var now in looks.Order().Append(Times.Final))
        {
            var steps = DecideWeek.Run(view, start.Config, now);
            done.AddRange(steps.Select(step => (now, step)));
            view = Do(view, steps);
        }

        return done.Select(entry => entry.Step).Distinct().Count() == done.Count
            && done.All(entry => InTime(entry.At, entry.Step, start.Config))
            && view.State is WeekState.Closed or WeekState.Skipped;
    }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static Arbitrary<(WeekView View, WeekConfig Config)> Views => (
        from hasPlan in Gen.Elements(true, false)
        from late in Gen.Elements(Late.Run, Late.Skip)
        from whenNoPlan in Gen.Elements(WhenNoPlan.Skip, WhenNoPlan.Draft)
        from state in Gen.Elements(Enum.GetValues<WeekState>())
        from hours in Gen.Choose(0, 166).ListOf(3)
        let pieces = hours.Select((hour, index) => Piece($"p{index}", index, hour)).ToArray()
        select (Planned with { State = state, HasPlan = hasPlan, Unpublished = hasPlan ? pieces : [] }, new WeekConfig { Late = late, WhenNoPlan = whenNoPlan })).ToArbitrary();

    private static bool InTime(Instant at, WeekStep step, WeekConfig config) => step switch
    {
        WeekStep.Open => at >= Times.Opens && at < (config.Late is Late.Run ? Times.Closes : Times.Opens + Duration.FromMinutes(16)),
        WeekStep.Publish => at >= Times.Opens && at < Times.Ends,
        WeekStep.Close => at >= Times.Closes,
        WeekStep.Finish => at >= Times.Final,
        WeekStep.Skip => at > Times.Opens,
        _ => at >= Times.NoPlanWarning && at < Times.Opens,
    };

    private static WeekView Do(WeekView view, IEnumerable<WeekStep> steps) => steps.Aggregate(view, (now, step) => step switch
    {
        WeekStep.Open => now with { State = WeekState.Open },
        WeekStep.Publish piece => now with { Unpublished = [.. now.Unpublished.Where(due => due.Slug != piece.Slug)] },
        WeekStep.Close => now with { State = WeekState.Closing },
        WeekStep.Finish => now with { State = WeekState.Closed },
        WeekStep.Skip => now with { State = WeekState.Skipped },
        _ => now with { Warned = true },
    });

    private static DuePiece Piece(string slug, int position, int hour) => new() { Slug = slug, Position = position, PublishAt = Times.Opens + Duration.FromHours(hour) };
}
