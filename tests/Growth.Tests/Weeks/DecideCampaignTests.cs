using FsCheck;
using FsCheck.Fluent;
using Growth.Time;
using Growth.Weeks;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks;

public sealed class DecideCampaignTests
{
    private static readonly CampaignPlan Plan = Sample.Plan(Sample.Week).Campaign;
    private static readonly DateTimeZone Zone = Zones.Get("Asia/Shanghai");

    [Theory]
    [InlineData("2026-11-29T23:59", CampaignState.Enrolling)]
    [InlineData("2026-11-30T00:00", CampaignState.Running)]
    // The last who enrolled: day 1 is 11-30, 21 days and 3 of grace end on 12-23, whose day ends at 04:00 of the 24th.
    [InlineData("2026-12-24T03:59", CampaignState.Running)]
    [InlineData("2026-12-24T04:00", CampaignState.Settling)]
    [InlineData("2027-01-01T03:59", CampaignState.Settling)]
    [InlineData("2027-01-01T04:00", CampaignState.Settled)]
    public void Run_AtItsDates_IsInThatState(string local, CampaignState expected) =>
        Assert.Equal(expected, DecideCampaign.Run(Plan, Zone, null, At(local)));

    [Theory]
    [InlineData("2026-11-24T09:59", CampaignState.Enrolling)]
    [InlineData("2026-11-24T10:00", CampaignState.Running)]
    [InlineData("2026-12-19T04:00", CampaignState.Settling)]
    public void Run_StoppedOnTuesday_TakesNobodyAfterItAndLetsTheOthersFinish(string local, CampaignState expected) =>
        Assert.Equal(expected, DecideCampaign.Run(Plan, Zone, At("2026-11-24T10:00"), At(local)));

    [Fact]
    public void Run_AnyPlanAndStop_NeverGoesBack() => Prop.ForAll(
        Gen.Choose(1, 60).Zip(Gen.Choose(0, 40)).ToArbitrary(),
        Gen.Choose(-100, 2000).Zip(Gen.Choose(0, 3000)).Zip(Gen.Choose(0, 500)).ToArbitrary(),
        (days, hours) =>
        {
            var plan = Plan with { CheckIn = Plan.CheckIn with { Days = days.Item1, Grace = days.Item2, Start = days.Item2 % 2 == 0 ? StartDay.Same : StartDay.Next } };
            var start = At("2026-11-23T00:00");
            var stopped = hours.Item1.Item1 < 0 ? (Instant?)null : start + Duration.FromHours(hours.Item1.Item1);
            var now = start + Duration.FromHours(hours.Item1.Item2);
            return DecideCampaign.Run(plan, Zone, stopped, now) <= DecideCampaign.Run(plan, Zone, stopped, now + Duration.FromHours(hours.Item2));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Advance_CampaignOutlivesItsWeek_IsSettledWhenItsHoldsEnd()
    {
        var times = WeekTimes.Of(Sample.Week, Sample.Config.Week, Zone);
        await using var store = await WeekStore.CreateAsync(times.Opens, Sample.Config, Sample.Plan(Sample.Week));
        var seen = new List<string>();

        for (var now = times.Opens; now < At("2027-01-02T00:00"); now += Duration.FromHours(4))
        {
            await store.TickAsync(now);
            var state = Assert.Single(await store.QueryAsync<string>("select state from campaign"));
            if (seen.LastOrDefault() != state) seen.Add(state);
        }

        Assert.Equal(["enrolling", "running", "settling", "settled"], seen);
        Assert.Equal(WeekState.Closed, (await store.WeekAsync(Sample.Week)).State);
    }

    [Fact]
    public async Task Open_PlanIsStopped_TakesNobodyAndStillPublishes()
    {
        var times = WeekTimes.Of(Sample.Week, Sample.Config.Week, Zone);
        var plan = Sample.Plan(Sample.Week);
        await using var store = await WeekStore.CreateAsync(times.Opens, Sample.Config, plan with { Campaign = plan.Campaign with { Stop = true } });

        await store.TickAsync(times.Opens + Duration.FromHours(8));

        Assert.Equal(["running"], await store.QueryAsync<string>("select state from campaign where stopped_at is not null"));
        Assert.Equal(["why-2026-w48"], await store.QueryAsync<string>("select slug from piece where published_at is not null"));
    }

    private static Instant At(string local) =>
        Zone.ToInstant(NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(local).Value);
}
