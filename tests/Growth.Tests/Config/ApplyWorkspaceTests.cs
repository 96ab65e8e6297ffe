using Growth.Config;
using Growth.Tests.Storage;
using Growth.Time;
using Xunit;

namespace Growth.Tests.Config;

public sealed class ApplyWorkspaceTests
{
    [Fact]
    public async Task Run_SampleTwice_MakesOneVersion()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var apply = new ApplyWorkspace(store.Database, store.Clock);
        var read = ReadWorkspace.Run(Repository.Campaigns);
        Assert.DoesNotContain(read.Problems, problem => problem.IsError);

        var first = await apply.RunAsync(read);
        var second = await apply.RunAsync(ReadWorkspace.Run(Repository.Campaigns));

        Assert.True(first.Applied);
        Assert.NotEmpty(first.Taken);
        Assert.Empty(second.Taken);
        Assert.Empty(second.Refused);
        var plan = await store.Database.ReadAsync(connection => WorkspaceStore.PlanAsync(connection, IsoWeek.Parse("2026-W48")));
        Assert.Equal(1, plan!.Version);
        Assert.All(plan.Plan.Content, piece => Assert.NotNull(piece.ArticleHash));
        Assert.All(plan.Plan.Content, piece => Assert.NotNull(piece.ReadingTime));
        Assert.Equal(2_000_000, plan.Plan.Campaign.Cashback.Budget);
    }
}
