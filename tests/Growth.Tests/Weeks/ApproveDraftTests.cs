using Growth.Config;
using Growth.Tests.Config;
using Growth.Time;
using Growth.Weeks;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks;

/// <summary>The sample workspace, whose next week has no plan, with <c>whenNoPlan: draft</c>.</summary>
public sealed class ApproveDraftTests : IAsyncDisposable
{
    private static readonly IsoWeek Next = IsoWeek.Parse("2026-W49");
    private static readonly WeekTimes First = WeekTimes.Of(Next.Previous, new WeekConfig(), Zones.Get("Asia/Shanghai"));
    private static readonly WeekTimes Times = WeekTimes.Of(Next, new WeekConfig(), Zones.Get("Asia/Shanghai"));

    private readonly WorkspaceFixture _folder = new();
    private WeekStore? _store;

    [Fact]
    public async Task Warn_NoPlanByThursday_SendsADraftThatIsAValidPlan()
    {
        var store = await ThursdayAsync();

        var body = Assert.Single(await store.QueryAsync<string>("select body from message where key = 'no-plan/2026-W49/team@example.com'"));
        Assert.Contains("没有人确认，它不会开始", body, StringComparison.Ordinal);
        Assert.Contains("growth plan --approve 2026-W49", body, StringComparison.Ordinal);
        var yaml = body.Split("```yaml\n")[1].Split("\n```")[0];
        _folder.Write("weeks/2026-W49.yaml", yaml);
        var read = ReadWorkspace.Run(_folder.Folder);
        Assert.True(read.IsValid, string.Join('\n', read.Problems));
        var draft = read.Plans.Single(plan => plan.Week == Next);
        Assert.Equal(["why-21-days-2026-w49", "night-reading-2026-w49", "share-a-line-2026-w49"], draft.Content.Select(piece => piece.Slug));
        Assert.Equal("[草稿] 为什么是 21 天", draft.Content[0].Title);
        Assert.Equal((new LocalDate(2026, 11, 30), new LocalDate(2026, 12, 6)), (draft.Campaign.Enrol.From, draft.Campaign.Enrol.Until));
    }

    [Fact]
    public async Task Draft_NobodyApproves_NeverOpens()
    {
        var store = await ThursdayAsync();

        await store.RunAsync(Times.Opens, Times.Ends, Duration.FromHours(2));

        Assert.Equal((WeekState.Skipped, "no-plan"), ((await store.WeekAsync(Next)).State, (await store.WeekAsync(Next)).SkippedReason));
        Assert.Empty(await store.QueryAsync<string>("select slug from piece where week = '2026-W49'"));
        Assert.Equal(ApproveOutcome.Over, (await ApproveAsync(store)).Outcome);
    }

    [Fact]
    public async Task Apply_PlanForAWeekThatWasSkippedWithoutOne_IsRefusedWithTheReason()
    {
        var store = await ThursdayAsync();
        await store.TickAsync(Times.Ends);
        _folder.AddWeek49();

        var result = await store.Host().GetRequiredService<ApplyWorkspace>().RunAsync(ReadWorkspace.Run(_folder.Folder));

        Assert.True(result.Applied, string.Join('\n', result.Problems));
        Assert.All(result.Refused, change => Assert.Contains("over", change.Refused!.Value.En, StringComparison.Ordinal));
        Assert.NotEmpty(result.Refused);
        Assert.Equal(WeekState.Skipped, (await store.WeekAsync(Next)).State);
    }

    [Fact]
    public async Task Run_Draft_BecomesTheFileAndThePlanAndOpens()
    {
        var store = await ThursdayAsync();

        var result = await ApproveAsync(store);

        Assert.Equal(ApproveOutcome.Approved, result.Outcome);
        Assert.DoesNotContain("[草稿]", _folder.Text("weeks/2026-W49.yaml"), StringComparison.Ordinal);
        Assert.Equal(ApproveOutcome.HasPlan, (await ApproveAsync(store)).Outcome);
        await store.TickAsync(Times.Opens);
        Assert.Equal("2026-W48:closing 2026-W49:open", await store.StatesAsync());
        Assert.Equal("为什么是 21 天", (await store.QueryAsync<string>("select title from piece where week = '2026-W49' order by position"))[0]);
    }

    [Fact]
    public async Task Run_NoDraftOrFileInTheWay_ChangesNothing()
    {
        var store = await ThursdayAsync();
        _folder.Write("weeks/2026-W49.yaml", "week: 2026-W49 # half written");

        Assert.Equal(ApproveOutcome.HasFile, (await ApproveAsync(store)).Outcome);
        Assert.Equal("week: 2026-W49 # half written", _folder.Text("weeks/2026-W49.yaml"));
        Assert.Equal(ApproveOutcome.NoDraft, (await ApproveAsync(store, Next.Next)).Outcome);
    }

    [Fact]
    public async Task Run_WorkspaceHasErrors_LeavesNoFileAndNoPlan()
    {
        var store = await ThursdayAsync();
        _folder.Edit("growth.yaml", "currency: CNY", "currency: XXX");

        var result = await ApproveAsync(store);

        Assert.Equal(ApproveOutcome.Refused, result.Outcome);
        Assert.NotEmpty(result.Applied!.Problems);
        Assert.False(File.Exists(Path.Combine(_folder.Folder, "weeks/2026-W49.yaml")));
        await store.TickAsync(Times.Opens);
        Assert.Equal("2026-W48:closing", await store.StatesAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The sample week has opened, and it is Thursday noon.</summary>
    private async Task<WeekStore> ThursdayAsync()
    {
        _store = await WeekStore.CreateAsync(First.Opens - Duration.FromDays(1));
        var applied = await _store.Host().GetRequiredService<ApplyWorkspace>().RunAsync(ReadWorkspace.Run(_folder.Folder));
        Assert.True(applied.Applied, string.Join('\n', applied.Problems));
        await _store.TickAsync(First.Opens);
        await _store.TickAsync(Times.NoPlanWarning);
        return _store;
    }

    private Task<ApproveResult> ApproveAsync(WeekStore store, IsoWeek? week = null) =>
        store.Host().GetRequiredService<ApproveDraft>().RunAsync(_folder.Folder, week ?? Next);
}
