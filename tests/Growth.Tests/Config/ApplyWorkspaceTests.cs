using Growth.Config;
using Growth.Tests.Storage;
using Growth.Time;
using Xunit;

namespace Growth.Tests.Config;

public abstract class ApplyWorkspaceTests
{
    private static readonly IsoWeek Week = IsoWeek.Parse("2026-W48");

    public sealed class OnSqlite : ApplyWorkspaceTests;

    public sealed class OnPostgres : ApplyWorkspaceTests;

    [Fact]
    public async Task Run_SampleTwice_MakesOneVersion()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var apply = new ApplyWorkspace(store.Database, store.Clock);
        var read = ReadWorkspace.Run(Repository.Campaigns);
        Assert.Equal(["large-refund"], read.Problems.Select(problem => problem.Rule));

        var first = await apply.RunAsync(read);
        var second = await apply.RunAsync(ReadWorkspace.Run(Repository.Campaigns));

        Assert.True(first.Applied);
        Assert.NotEmpty(first.Taken);
        Assert.Empty(second.Taken);
        Assert.Empty(second.Refused);
        var plan = await PlanAsync(store);
        Assert.Equal(1, plan!.Version);
        Assert.All(plan.Plan.Content, piece => Assert.NotNull(piece.ArticleHash));
        Assert.All(plan.Plan.Content, piece => Assert.NotNull(piece.ReadingTime));
        Assert.Equal(2_000_000, plan.Plan.Campaign.Cashback.Budget);
    }

    [Fact]
    public async Task Run_OnlyLayoutAndCommentsDiffer_MakesNoVersion()
    {
        await using var store = await TemporaryStore.CreateAsync();
        using var workspace = new WorkspaceFixture();
        var apply = new ApplyWorkspace(store.Database, store.Clock);
        await apply.RunAsync(workspace.Read());
        workspace.Edit(WorkspaceFixture.Week, "  key: reading-21\n  name: 21 天阅读打卡", "  # again\n  name: \"21 天阅读打卡\"\n  key: reading-21")
            .Edit(WorkspaceFixture.Growth, "  push: { kind: file }\n  sms: { kind: file }", "  sms: { kind: file }\n  push:\n    kind: file");

        var result = await apply.RunAsync(workspace.Read());

        Assert.True(result.Applied);
        Assert.Empty(result.Taken);
        Assert.Equal(1, (await PlanAsync(store))!.Version);
    }

    [Fact]
    public async Task Run_PlannedWeekEdited_TakesEverythingAndShowsIt()
    {
        await using var store = await TemporaryStore.CreateAsync();
        using var workspace = new WorkspaceFixture();
        var apply = new ApplyWorkspace(store.Database, store.Clock);
        await apply.RunAsync(workspace.Read());
        workspace.Edit(WorkspaceFixture.Week, "hold: 8d", "hold: 10d").Edit(WorkspaceFixture.Week, "budget: 20000.00", "budget: 19900.00")
            .Edit(WorkspaceFixture.Growth, "pieces: 3", "pieces: 3, unused: 1").Edit(WorkspaceFixture.Growth, ", unused: 1", "")
            .Edit(WorkspaceFixture.Growth, "completionRate: 60%", "completionRate: 65%");

        var result = await apply.RunAsync(workspace.Read());

        Assert.Equal(
            [
                "growth.yaml: targets.completionRate: 60% -> 65%",
                "weeks/2026-W48.yaml: campaign.cashback.budget: 20000.00 -> 19900.00",
                "weeks/2026-W48.yaml: campaign.cashback.hold: 8d -> 10d",
            ],
            result.Taken.Select(change => change.ToString()));
        Assert.Empty(result.Refused);
        Assert.Equal(2, (await PlanAsync(store))!.Version);
    }

    [Fact]
    public async Task Run_ArticleEdited_IsANewVersionWithItsText()
    {
        await using var store = await TemporaryStore.CreateAsync();
        using var workspace = new WorkspaceFixture();
        var apply = new ApplyWorkspace(store.Database, store.Clock);
        await apply.RunAsync(workspace.Read());
        workspace.Write("content/night-reading.md", "# 夜读\n\n换了一篇。\n");

        var result = await apply.RunAsync(workspace.Read());

        Assert.Equal(["content[1].readingTime", "content[1].text"], result.Taken.Select(change => change.Path));
        var hash = (await PlanAsync(store))!.Plan.Content[1].ArticleHash;
        Assert.Equal("# 夜读\n\n换了一篇。\n", Assert.Single(await store.Database.WriteAsync(transaction => transaction.QueryAsync<string>("select markdown from article where hash = @hash", new { hash }))));
    }

    [Fact]
    public async Task Run_FolderWithAnError_ChangesNothing()
    {
        await using var store = await TemporaryStore.CreateAsync();
        using var workspace = new WorkspaceFixture();
        var apply = new ApplyWorkspace(store.Database, store.Clock);
        await apply.RunAsync(workspace.Read());
        workspace.Edit(WorkspaceFixture.Growth, "completionRate: 60%", "completionRate: 65%").Edit(WorkspaceFixture.Week, "hold: 8d", "hold: 6d");

        var result = await apply.RunAsync(workspace.Read());

        Assert.False(result.Applied);
        Assert.Contains(result.Problems, problem => problem.Rule == "hold-shorter-than-refund-window");
        Assert.Equal(1, (await store.Database.ReadAsync(WorkspaceStore.CurrentAsync))!.Version);
    }

    [Fact]
    public async Task Run_PlannedWeeksFileGone_WithdrawsThePlanUntilItIsBack()
    {
        await using var store = await TemporaryStore.CreateAsync();
        using var workspace = new WorkspaceFixture();
        var apply = new ApplyWorkspace(store.Database, store.Clock);
        await apply.RunAsync(workspace.Read());
        var text = workspace.Text(WorkspaceFixture.Week);
        File.Delete(Path.Combine(workspace.Folder, WorkspaceFixture.Week));

        var gone = await apply.RunAsync(workspace.Read());
        Assert.Equal("weeks/2026-W48.yaml: reading-21 -> -", Assert.Single(gone.Taken).ToString());
        Assert.Null(await PlanAsync(store));
        Assert.Empty((await apply.RunAsync(workspace.Read())).Taken);

        workspace.Write(WorkspaceFixture.Week, text);
        Assert.NotEmpty((await apply.RunAsync(workspace.Read())).Taken);
        Assert.Equal(3, (await PlanAsync(store))!.Version);
    }

    [Fact]
    public async Task Run_ManyAppliersAtOnce_EachVersionIsOneWholeEdit()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var workspaces = Enumerable.Range(1, 6).Select(i => new WorkspaceFixture()
            .Edit(WorkspaceFixture.Week, "hold: 8d", $"hold: {8 + i}d")
            .Edit(WorkspaceFixture.Week, "days: 21,", $"days: {20 + i},")
            .Edit(WorkspaceFixture.Growth, "completionRate: 60%", $"completionRate: {60 + i}%")).ToList();
        try
        {
            await Task.WhenAll(workspaces.Concat(workspaces).Select(workspace => Task.Run(async () =>
            {
                // Each as another process would: its own connection.
                await using var database = TestDatabase.Open(store.Setting);
                var result = await new ApplyWorkspace(database, store.Clock).RunAsync(workspace.Read());
                Assert.True(result.Applied);
            })));

            var versions = await store.Database.WriteAsync(transaction => transaction.QueryAsync<string>("select plan from plan_version order by version"));
            Assert.All(versions, text =>
            {
                var plan = Growth.Storage.Json.Read<Growth.Weeks.WeekPlan>(text);
                Assert.Equal(plan.Campaign.CheckIn.Days - 20, plan.Campaign.Cashback.Hold.Days - 8);
            });
            var numbers = await store.Database.WriteAsync(transaction => transaction.QueryAsync<int>("select version from plan_version order by version"));
            Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
            var current = (await store.Database.ReadAsync(WorkspaceStore.CurrentAsync))!;
            Assert.Equal(current.Config.Targets.CompletionRate, 0.40m + ((await PlanAsync(store))!.Plan.Campaign.CheckIn.Days / 100m));
        }
        finally
        {
            workspaces.ForEach(workspace => workspace.Dispose());
        }
    }

    private static Task<PlanVersion?> PlanAsync(TemporaryStore store) => store.Database.ReadAsync(connection => WorkspaceStore.PlanAsync(connection, Week));
}
