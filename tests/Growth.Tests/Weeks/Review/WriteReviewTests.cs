using Growth.Config;
using Growth.Storage;
using Growth.Tests.Config;
using Growth.Time;
using Growth.Weeks;
using Growth.Weeks.Review;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks.Review;

public sealed class WriteReviewTests
{
    private static readonly WeekTimes Times = WeekTimes.Of(Sample.Week, Sample.Config.Week, Sample.Config.Zone);

    [Fact]
    public async Task Run_Twice_IsWrittenAndSentOnceAndNeverRewritten()
    {
        await using var store = await ClosedAsync();
        var before = await store.QueryAsync<string>("select kind || markdown || html || snapshot || created_at from review order by kind");
        var messages = await store.MessagesAsync();
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("update piece_counter set week_readers = 9999; update piece set title = 'other'"));
        store.Time.Set(Times.Final + Duration.FromDays(3));

        var review = store.Host().GetRequiredService<WriteReview>();
        Assert.False(await store.Database.WriteAsync(transaction => review.RunAsync(transaction, Sample.Week, ReviewKind.Final, Times.Final)));

        Assert.Equal(before, await store.QueryAsync<string>("select kind || markdown || html || snapshot || created_at from review order by kind"));
        Assert.Equal(messages, await store.MessagesAsync());
    }

    [Fact]
    public async Task Run_EachKind_GoesToEachMemberOnceWithItsPage()
    {
        await using var store = await ClosedAsync();

        Assert.Equal(
            [
                "review/2026-W48/final/lin@example.com", "review/2026-W48/final/wen@example.com",
                "review/2026-W48/preliminary/lin@example.com", "review/2026-W48/preliminary/wen@example.com",
            ],
            await store.QueryAsync<string>("select m.key from message m join review r on r.html = m.html and r.markdown = m.body where m.key like 'review/%' order by m.key"));
        Assert.True(await store.QueryAsync<int>("select max(length(body)) from queue_message") is [< 200], "Only the key travels.");
    }

    [Fact]
    public async Task Run_Counters_AreTheWeeksOwnAndTheStoredRenderingIsTheSnapshots()
    {
        await using var store = await ClosedAsync();

        var (snapshot, html, markdown) = await FinalAsync(store, "2026-W48");

        Assert.Equal([(100L, 70L, 20L), (0L, 0L, 0L), (0L, 0L, 0L)], snapshot.Pieces.Select(piece => (piece.Readers, piece.Completers, piece.Sharers)));
        Assert.Equal(new AnnouncedNumbers { Waiting = 2 }, snapshot.Pieces[0].Announced);
        Assert.Equal(RenderHtml.Run(BuildView.Of(snapshot)), html);
        Assert.Equal(RenderMarkdown.Run(BuildView.Of(snapshot)), markdown);
    }

    [Fact]
    public async Task Run_NextWeek_StandsBesideTheClosedOneAndProposesAPlanThatReadsBack()
    {
        var plan = Sample.Plan(Sample.Week.Next);
        await using var store = await ClosedAsync(plan with { Content = [.. plan.Content.Select(piece => piece with { PublishAt = WeekTime.Parse("Fri 08:00") })] });
        var next = WeekTimes.Of(Sample.Week.Next, Sample.Config.Week, Sample.Config.Zone);
        foreach (var at in new[] { next.Closes, next.Final }) await store.TickAsync(at);

        var (snapshot, _, _) = await FinalAsync(store, "2026-W49");

        Assert.Equal((Sample.Week, 100L), (snapshot.Previous!.Week, snapshot.Previous.Pieces[0].Readers));
        Assert.Equal("2026-W50", snapshot.NextWithoutPlan.ToString());
        using var workspace = new WorkspaceFixture();
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "weeks", "2026-W50.yaml"), BuildView.Of(snapshot).NextYaml);
        var read = ReadWorkspace.Run(workspace.Folder);
        Assert.Equal("", string.Join('\n', read.Problems.Where(problem => problem.IsError)));
        Assert.Contains(read.Plans, plan => plan.Week == snapshot.NextWithoutPlan);
    }

    /// <summary>The week has been open, closing and closed; its first piece was read.</summary>
    private static async Task<WeekStore> ClosedAsync(params IReadOnlyList<WeekPlan> more)
    {
        var store = await WeekStore.CreateAsync(Times.Opens, Sample.Config, [Sample.Plan(Sample.Week), .. more]);
        await store.TickAsync(Times.Opens);
        await store.TickAsync(Times.Opens + Duration.FromHours(8));
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync(
            """
            update piece_counter set readers = 150, completers = 140, sharers = 130, week_readers = 100, week_completers = 70, week_sharers = 20
            where piece_id = (select min(id) from piece);
            insert into message (key, purpose, recipient, route, subject, body, state, created_at, due_at)
            select 'announce/' || slug || '/1', 'marketing', 'reader:1', '[]', '', '', 'queued', 0, 0 from piece where position = 0;
            insert into message (key, purpose, recipient, route, subject, body, state, created_at, due_at)
            select 'announce/' || slug || '/2', 'marketing', 'reader:2', '[]', '', '', 'sending', 0, 0 from piece where position = 0;
            insert into message (key, purpose, recipient, route, subject, body, state, created_at, due_at)
            select 'announce/' || slug || 'b/3', 'marketing', 'reader:3', '[]', '', '', 'sent', 0, 0 from piece where position = 0;
            """));
        await store.TickAsync(Times.Closes);
        await store.TickAsync(Times.Final);
        return store;
    }

    private static async Task<(ReviewSnapshot Snapshot, string Html, string Markdown)> FinalAsync(WeekStore store, string week) => (
        Json.Read<ReviewSnapshot>((await store.QueryAsync<string>("select snapshot from review where kind = 'final' and week = @week", new { week })).Single()),
        (await store.QueryAsync<string>("select html from review where kind = 'final' and week = @week", new { week })).Single(),
        (await store.QueryAsync<string>("select markdown from review where kind = 'final' and week = @week", new { week })).Single());
}
