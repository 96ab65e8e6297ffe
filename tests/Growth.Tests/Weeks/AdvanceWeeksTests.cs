using Growth.Config;
using Growth.Storage;
using Growth.Time;
using Growth.Weeks;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks;

public abstract class AdvanceWeeksTests
{
    public sealed class OnSqlite : AdvanceWeeksTests;

    public sealed class OnPostgres : AdvanceWeeksTests;

    private static readonly IsoWeek Week = Sample.Week;
    private static readonly WeekTimes Times = WeekTimes.Of(Week, Sample.Config.Week, Sample.Config.Zone);
    private static readonly Instant Before = Times.Opens - Duration.FromHours(12);

    [Fact]
    public async Task Run_AWholeWeek_TakesEveryStepAtItsTime()
    {
        await using var store = await WeekStore.CreateAsync(Before, Sample.Config, Sample.Plan(Week));

        await store.RunAsync(Before, Times.Final);

        var week = await store.WeekAsync(Week);
        Assert.Equal((WeekState.Closed, Times.Opens, Times.Closes, Times.Final), (week.State, week.OpenedAt!.Value, week.ClosingAt!.Value, week.ClosedAt!.Value));
        Assert.Equal(Times.Ends, week.EndsAt);
        Assert.Equal([At("Mon 08:00"), At("Wed 08:00"), At("Sun 22:30")], await store.QueryAsync<Instant>("select published_at from piece order by position"));
        Assert.Equal(3, Assert.Single(await store.QueryAsync<int>("select count(*) from piece_counter")));
        Assert.Equal(["final", "preliminary"], await store.QueryAsync<string>("select kind from review order by kind"));
        Assert.Contains("\"why-2026-w48\"", Assert.Single(await store.QueryAsync<string>("select body from queue_message where queue = 'announcements'")), StringComparison.Ordinal);
        Assert.Equal(["week-opened/2026-W48/lin@example.com", "week-opened/2026-W48/wen@example.com"], (await store.MessagesAsync()).Where(key => key.StartsWith("week-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_Opened_TellsTheTeamWhatComesWhen()
    {
        await using var store = await WeekStore.CreateAsync(Before, Sample.Config, Sample.Plan(Week));

        await store.TickAsync(Times.Opens);

        var body = (await store.QueryAsync<string>("select body from message"))[0];
        Assert.Contains("`reading-2026-w48`", body, StringComparison.Ordinal);
        Assert.Contains("- Mon 11-23 08:00 About why-2026-w48, announced by push → email", body, StringComparison.Ordinal);
        Assert.Contains("completion rate 60%, share rate 15%", body, StringComparison.Ordinal);
        Assert.Contains("preliminary review comes Sun 11-29 22:00, the final one Tue 12-01 22:00", body, StringComparison.Ordinal);
        Assert.DoesNotContain("late", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_HostIsBackOnThursday_OpensPublishesWhatIsDueAndSaysHowLate()
    {
        await using var store = await WeekStore.CreateAsync(Before, Sample.Config, Sample.Plan(Week));
        var thursday = At("Thu 10:00");

        await store.TickAsync(thursday);

        Assert.Equal(thursday, (await store.WeekAsync(Week)).OpenedAt);
        Assert.Equal([thursday, thursday], await store.QueryAsync<Instant>("select published_at from piece where published_at is not null order by position"));
        Assert.Contains("3 d late", (await store.QueryAsync<string>("select body from message"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LateAndWorkspaceSkipsLateWeeks_SkipsAndSaysSo()
    {
        await using var store = await WeekStore.CreateAsync(Before, Sample.Config with { Week = new WeekConfig { Late = Late.Skip } }, Sample.Plan(Week));

        await store.RunAsync(Times.Opens + Duration.FromMinutes(20), Times.Opens + Duration.FromHours(1));

        var week = await store.WeekAsync(Week);
        Assert.Equal((WeekState.Skipped, "late"), (week.State, week.SkippedReason));
        Assert.Equal(["week-skipped/2026-W48/lin@example.com", "week-skipped/2026-W48/wen@example.com"], await store.MessagesAsync());
        Assert.Empty(await store.QueryAsync<string>("select slug from piece"));
    }

    [Fact]
    public async Task Run_NoPlanInTime_WarnsOnThursdayAndSkipsAtTheClosing()
    {
        await using var store = await WeekStore.CreateAsync(Times.NoPlanWarning - Duration.FromDays(1), Sample.Config);

        await store.RunAsync(Times.NoPlanWarning - Duration.FromHours(1), Times.Closes + Duration.FromHours(1), Duration.FromMinutes(30));

        Assert.Equal([Times.NoPlanWarning], await store.QueryAsync<Instant>("select warned_at from week_warning where week = '2026-W48'"));
        var week = await store.WeekAsync(Week);
        Assert.Equal((WeekState.Skipped, "no-plan", Times.Closes), (week.State, week.SkippedReason!, week.SkippedAt!.Value));
        Assert.Equal(2, (await store.MessagesAsync()).Count(key => key.StartsWith("no-plan/2026-W48/", StringComparison.Ordinal)));
        Assert.Equal(2, (await store.MessagesAsync()).Count(key => key.StartsWith("week-skipped/2026-W48/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_PlanArrivesOnTuesday_OpensThen()
    {
        await using var store = await WeekStore.CreateAsync(Before, Sample.Config);
        await store.TickAsync(Times.Opens);
        await store.PlanAsync(Sample.Plan(Week));

        await store.TickAsync(At("Tue 09:00"));

        Assert.Equal(At("Tue 09:00"), (await store.WeekAsync(Week)).OpenedAt);
    }

    [Fact]
    public async Task Run_HostWasDownForWeeks_CatchesUpWeekByWeek()
    {
        await using var store = await WeekStore.CreateAsync(Before, Sample.Config, Sample.Plan(Week), Sample.Plan(Week.Next), Sample.Plan(Week.Next.Next.Next));
        await store.TickAsync(Times.Opens);

        await store.TickAsync(Times.Opens + Duration.FromDays(23));

        Assert.Equal("2026-W48:closed 2026-W49:skipped 2026-W50:skipped 2026-W51:open", await store.StatesAsync());
        Assert.Equal(["missed", "no-plan"], await store.QueryAsync<string>("select skipped_reason from week where state = 'skipped' order by week"));
        Assert.Equal(2, (await store.MessagesAsync()).Count(key => key.StartsWith("pieces-missed/2026-W48/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_ClockIsSetBack_WaitsUntilItIsPastWhatWasSeen()
    {
        await using var store = await WeekStore.CreateAsync(Before, Sample.Config, Sample.Plan(Week));
        await store.TickAsync(Times.Opens - Duration.FromMinutes(1));
        await store.TickAsync(Times.Opens - Duration.FromHours(2));
        await store.PlanAsync(Sample.Plan(Week.Next));
        Assert.Equal(["clock"], await store.QueryAsync<string>("select key from alert"));

        await store.TickAsync(Times.Opens - Duration.FromMinutes(6) - Duration.FromTicks(10));
        Assert.Equal(["clock"], await store.QueryAsync<string>("select key from alert"));
        await store.TickAsync(Times.Opens);

        Assert.Empty(await store.QueryAsync<string>("select key from alert"));
        Assert.Equal("2026-W48:open", await store.StatesAsync());
    }

    [Fact]
    public async Task Run_PlanUsesASlugOfAnEarlierWeek_RaisesAnAlertAndOpensOnceItIsCorrected()
    {
        var next = Sample.Plan(Week.Next);
        await using var store = await WeekStore.CreateAsync(Before, Sample.Config, Sample.Plan(Week), next with { Content = Sample.Plan(Week).Content });
        await store.TickAsync(Times.Opens);
        await store.TickAsync(Times.Ends + Duration.FromHours(1));
        Assert.Contains("why-2026-w48", Assert.Single(await store.QueryAsync<string>("select text from alert where key = 'week:2026-W49'")), StringComparison.Ordinal);

        await store.PlanAsync(next);
        await store.TickAsync(Times.Ends + Duration.FromHours(2));

        Assert.Equal("2026-W48:closing 2026-W49:open", await store.StatesAsync());
        Assert.Empty(await store.QueryAsync<string>("select key from alert"));
    }

    [Fact]
    public async Task Run_NothingToDo_WritesNothingButTheClock()
    {
        await using var store = await WeekStore.CreateAsync(Before, Sample.Config, Sample.Plan(Week));
        await store.TickAsync(Times.Opens);
        var changes = await ChangesAsync(store);

        await store.TickAsync(Times.Opens + Duration.FromMinutes(5));
        await store.TickAsync(Times.Opens + Duration.FromMinutes(5));

        Assert.Equal(changes, await ChangesAsync(store));
    }

    private static async Task<string> ChangesAsync(WeekStore store) => Json.Write(new
    {
        weeks = await store.QueryAsync<string>("select week || state || plan from week"),
        messages = await store.MessagesAsync(),
        queued = await store.QueryAsync<long>("select id from queue_message"),
    });

    private static Instant At(string time) => WeekTimes.PublishAt(WeekTime.Parse(time), Week, Sample.Config.Zone);
}
