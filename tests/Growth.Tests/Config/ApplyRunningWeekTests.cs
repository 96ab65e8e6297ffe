using Growth.Config;
using Growth.Tests.Weeks;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Config;

/// <summary>Edits of a week that runs, after the week was really opened.</summary>
public sealed class ApplyRunningWeekTests
{
    private static readonly IsoWeek Week = IsoWeek.Parse("2026-W48");
    private static readonly DateTimeZone Zone = Zones.Get("Asia/Shanghai");

    [Fact]
    public async Task Run_UnpublishedPieceEdited_ReachesTheRunningWeek()
    {
        await using var run = await RunningWeek.OpenAsync(At("Mon 12:00"));
        run.Workspace.Edit(WorkspaceFixture.Week, "slug: share-a-line", "slug: a-line-a-day").Edit(WorkspaceFixture.Week, "publishAt: \"Fri 18:00\"", "publishAt: \"Sat 09:00\"")
            .Write("content/share-a-line.md", "# 换一篇\n\n新的正文。\n");

        var result = await run.ApplyAsync();

        Assert.Empty(result.Refused);
        Assert.Equal(["content[2].publishAt", "content[2].readingTime", "content[2].slug", "content[2].text"], result.Taken.Select(change => change.Path));
        Assert.Equal(At("Sat 09:00"), Assert.Single(await run.QueryAsync<Instant>("select publish_at from piece where slug = 'a-line-a-day' and position = 2")));
        Assert.Equal(2, Assert.Single(await run.QueryAsync<int>("select plan_version from week where plan like '%a-line-a-day%'")));
        Assert.Equal("# 换一篇\n\n新的正文。\n", Assert.Single(await run.QueryAsync<string>("select markdown from article a join piece p on p.article_hash = a.hash where p.slug = 'a-line-a-day'")));
        Assert.Empty((await run.ApplyAsync()).Taken);

        await run.Store.TickAsync(At("Sat 09:00"));
        Assert.Equal(At("Sat 09:00"), Assert.Single(await run.QueryAsync<Instant>("select published_at from piece where slug = 'a-line-a-day'")));
    }

    [Fact]
    public async Task Run_PublishedPieceEdited_IsRefused()
    {
        await using var run = await RunningWeek.OpenAsync(At("Mon 12:00"));
        run.Workspace.Edit(WorkspaceFixture.Week, "slug: why-21-days", "slug: why-not");

        var result = await run.ApplyAsync();

        Assert.Empty(result.Taken);
        Assert.Equal("weeks/2026-W48.yaml: content[0].slug: why-21-days -> why-not (the piece is published)", Assert.Single(result.Refused).ToString());
        Assert.Equal(1, Assert.Single(await run.QueryAsync<int>("select plan_version from week")));
    }

    [Theory]
    [InlineData("amount: 5.00 }", "amount: 6.00 }", "campaign.cashback.tiers[0].amount")]
    [InlineData("consecutive: 7", "consecutive: 8", "campaign.cashback.tiers[0].consecutive")]
    [InlineData("hold: 8d", "hold: 9d", "campaign.cashback.hold")]
    [InlineData("inviter: 5.00", "inviter: 6.00", "campaign.referral.inviter")]
    [InlineData("key: reading-21", "key: reading-22", "campaign.key")]
    [InlineData("budget: 20000.00", "budget: 19900.00", "campaign.cashback.budget")]
    [InlineData("days: 21,", "days: 22,", "campaign.checkIn.days")]
    public async Task Run_TermsOfARunningCampaignEdited_AreRefusedAndTheRestIsTaken(string old, string replacement, string path)
    {
        await using var run = await RunningWeek.OpenAsync(At("Mon 12:00"));
        run.Workspace.Edit(WorkspaceFixture.Week, old, replacement).Edit(WorkspaceFixture.Week, "template: remind,", "template: remind-gently,");

        var result = await run.ApplyAsync();

        var refused = Assert.Single(result.Refused);
        Assert.Equal(path, refused.Path);
        Assert.NotEqual(default, refused.Refused!.Value);
        Assert.Equal(["campaign.notify.reminder.template"], result.Taken.Select(change => change.Path));
        Assert.Equal(1, Assert.Single(await run.QueryAsync<int>("select count(*) from campaign where plan like '%remind-gently%'")));
        var again = await run.ApplyAsync();
        Assert.Empty(again.Taken);
        Assert.Equal([refused], again.Refused);
    }

    [Fact]
    public async Task Run_BudgetRaised_IsTaken()
    {
        await using var run = await RunningWeek.OpenAsync(At("Mon 12:00"));
        run.Workspace.Edit(WorkspaceFixture.Week, "budget: 20000.00", "budget: 30000.00");

        Assert.Equal("weeks/2026-W48.yaml: campaign.cashback.budget: 20000.00 -> 30000.00", Assert.Single((await run.ApplyAsync()).Taken).ToString());
        Assert.Contains("\"budget\":3000000", Assert.Single(await run.QueryAsync<string>("select plan from campaign")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Stop_IsTakenOnceAndForAll()
    {
        await using var run = await RunningWeek.OpenAsync(At("Mon 12:00"));
        run.Workspace.Edit(WorkspaceFixture.Week, "  key: reading-21", "  stop: true\n  key: reading-21");
        await run.ApplyAsync();
        Assert.Equal(At("Mon 12:00"), Assert.Single(await run.QueryAsync<Instant>("select stopped_at from campaign")));

        run.Store.Time.Set(At("Tue 12:00"));
        run.Workspace.Edit(WorkspaceFixture.Week, "  stop: true\n", "");
        var undo = await run.ApplyAsync();

        Assert.Empty(undo.Taken);
        Assert.Equal("campaign.stop", Assert.Single(undo.Refused).Path);
        Assert.Equal(At("Mon 12:00"), Assert.Single(await run.QueryAsync<Instant>("select stopped_at from campaign")));
    }

    [Fact]
    public async Task Run_ZoneUnderARunningWeek_StaysWhileTheRestIsTaken()
    {
        await using var run = await RunningWeek.OpenAsync(At("Mon 12:00"));
        run.Workspace.Edit(WorkspaceFixture.Growth, "timeZone: Asia/Shanghai", "timeZone: Asia/Tokyo").Edit(WorkspaceFixture.Growth, "completionRate: 60%", "completionRate: 65%");

        var result = await run.ApplyAsync();

        Assert.Equal("growth.yaml: timeZone: Asia/Shanghai -> Asia/Tokyo (what runs keeps its zone (2026-W48, reading-21))", Assert.Single(result.Refused).ToString());
        Assert.Equal(["targets.completionRate"], result.Taken.Select(change => change.Path));
        Assert.Equal("Asia/Shanghai", (await run.Store.Database.ReadAsync(WorkspaceStore.CurrentAsync))!.Config.TimeZone);
    }

    [Fact]
    public async Task Run_CurrencyAfterAWeekHasRun_IsRefusedWithEverythingElse()
    {
        await using var run = await RunningWeek.OpenAsync(At("Mon 12:00"));
        run.Workspace.Edit(WorkspaceFixture.Growth, "currency: CNY", "currency: KWD");

        var result = await run.ApplyAsync();

        Assert.False(result.Applied);
        var problem = Assert.Single(result.Problems, problem => problem.IsError);
        Assert.Equal(("currency-fixed", run.Workspace.Place(WorkspaceFixture.Growth, "KWD")), (problem.Rule, (problem.Line, problem.Column)));
    }

    [Fact]
    public async Task Run_OpenWeeksFileGone_RunsOnWithAWarning()
    {
        await using var run = await RunningWeek.OpenAsync(At("Mon 12:00"));
        File.Delete(Path.Combine(run.Workspace.Folder, WorkspaceFixture.Week));

        var result = await run.ApplyAsync();

        Assert.True(result.Applied);
        Assert.Empty(result.Taken);
        Assert.Equal(("running-week-without-file", Severity.Warning), (Assert.Single(result.Problems).Rule, result.Problems[0].Severity));
        Assert.NotNull(await run.Store.Database.ReadAsync(connection => WorkspaceStore.PlanAsync(connection, Week)));
    }

    [Fact]
    public async Task Run_ClosedWeekEdited_IsRefusedAndItsErrorsStopNothing()
    {
        await using var run = await RunningWeek.OpenAsync(At("Mon 12:00"));
        foreach (var at in (string[])["Wed 20:00", "Fri 18:00", "Sun 22:00"]) await run.Store.TickAsync(At(at));
        await run.Store.TickAsync(Zone.ToInstant(Week.Next.Monday.PlusDays(1) + new LocalTime(22, 0)));
        Assert.Equal("closed", Assert.Single(await run.QueryAsync<string>("select state from week where week = '2026-W48'")));

        run.Workspace.Edit(WorkspaceFixture.Week, "title: 睡前二十分钟", "title: 改写历史");
        var edited = await run.ApplyAsync();
        Assert.Empty(edited.Taken);
        Assert.Equal("content[1].title", Assert.Single(edited.Refused).Path);

        run.Workspace.Edit(WorkspaceFixture.Week, "hold: 8d", "hold: 1d").AddWeek49();
        run.Workspace.Write("weeks/2026-W49.yaml", run.Workspace.Text("weeks/2026-W49.yaml").Replace("hold: 1d", "hold: 8d", StringComparison.Ordinal));
        var next = await run.ApplyAsync();
        Assert.True(next.Applied, string.Join('\n', next.Problems));
        Assert.Contains(next.Taken, change => change.File == "weeks/2026-W49.yaml");
    }

    [Fact]
    public async Task Run_NamesAndProductsOfARunningWeek_AreNotFreeEvenWithoutItsFile()
    {
        await using var run = await RunningWeek.OpenAsync(At("Mon 12:00"));
        run.Workspace.AddWeek49().Edit("weeks/2026-W49.yaml", "slug: second-one", "slug: why-21-days").Edit("weeks/2026-W49.yaml", "key: reading-21-b", "key: reading-21")
            .Edit(WorkspaceFixture.Week, "name: 21 天阅读打卡", "name: 21 天阅读打卡");
        File.Delete(Path.Combine(run.Workspace.Folder, WorkspaceFixture.Week));

        var result = await run.ApplyAsync();

        Assert.False(result.Applied);
        Assert.Equal(["campaign-key-used", "slug-used"], result.Problems.Where(problem => problem.IsError).Select(problem => problem.Rule).Order(StringComparer.Ordinal));
        Assert.Equal("weeks/2026-W48.yaml has a piece of this slug.", result.Problems.Single(problem => problem.Rule == "slug-used").Message.En);
        Assert.False((await new ValidateWorkspace(run.Store.Database).RunAsync(run.Workspace.Folder)).IsValid);
    }

    private static Instant At(string time) => Zone.ToInstant(WeekTime.Parse(time).In(Week));

    /// <summary>The sample, applied and opened.</summary>
    private sealed class RunningWeek : IAsyncDisposable
    {
        internal required WeekStore Store { get; init; }

        internal WorkspaceFixture Workspace { get; } = new();

        internal static async Task<RunningWeek> OpenAsync(Instant now)
        {
            var workspace = new WorkspaceFixture();
            var config = workspace.Read().Config!;
            workspace.Dispose();
            var run = new RunningWeek { Store = await WeekStore.CreateAsync(Zone.ToInstant(Week.Monday.PlusDays(-2).AtMidnight()), config) };
            Assert.True((await run.ApplyAsync()).Applied);
            await run.Store.TickAsync(now);
            return run;
        }

        internal Task<ApplyResult> ApplyAsync() => new ApplyWorkspace(Store.Database, new BusinessClock(Store.Time)).RunAsync(Workspace.Read());

        internal Task<IReadOnlyList<T>> QueryAsync<T>(string sql) => Store.QueryAsync<T>(sql);

        public async ValueTask DisposeAsync()
        {
            Workspace.Dispose();
            await Store.DisposeAsync();
        }
    }
}
