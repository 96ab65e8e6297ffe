using Dapper;
using Growth.Storage;
using Growth.Tests.Storage;
using Growth.Tracking;
using Xunit;

namespace Growth.Tests.Tracking;

public abstract class EventWriterTests
{
    public sealed class OnSqlite : EventWriterTests;

    public sealed class OnPostgres : EventWriterTests;

    private const string Piece = TrackingStore.Published;

    [Fact]
    public async Task Write_ParallelBatchesWithDuplicates_CountersEqualARecount()
    {
        await using var store = await TrackingStore.CreateAsync();
        var readers = Enumerable.Range(0, 20).Select(_ => store.Tokens.IssueVisitor()).ToList();

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(sender => Task.Run(() => store.SendAsync(
            [.. readers.SelectMany((reader, i) => new object[]
            {
                new { id = $"view-{sender % 15}", kind = "view", piece = Piece, visitor = reader.Token, via = readers[(i + sender) % 20].Reader.Ref },
                new { id = "share", kind = "share", piece = Piece, visitor = reader.Token },
            })]))));

        var counters = await store.CountersAsync();
        Assert.Equal(20 * (15 + 1), answers.Sum(answer => answer.Receipt!.Accepted));
        Assert.Equal(60 * 40, answers.Sum(answer => answer.Receipt!.Accepted + answer.Receipt.Duplicates));
        Assert.Equal((20, 20, 300, 20), (counters.Readers, counters.Sharers, counters.Views, counters.Shares));
        Assert.Equal(await store.RecountAsync(), counters);
        var (days, active) = await store.Store.Database.ReadAsync(async connection => (
            await connection.ExecuteScalarAsync<long>("select count(*) from day_active where day = '2026-11-23'"),
            await connection.ExecuteScalarAsync<long>("select active from day_counter where day = '2026-11-23'")));
        Assert.Equal((20, 20), (days, active));
    }

    [Fact]
    public async Task Write_OneEventTheStoreRefuses_FailsAlone()
    {
        await using var store = await TrackingStore.CreateAsync();
        await store.Store.Database.WriteAsync(transaction => transaction.ExecuteAsync(store.Store.Database.Engine == Engine.Postgres
            ? "alter table event add constraint bad check (scroll <> 13)"
            : "create trigger bad before insert on event when new.scroll = 13 begin select raise(abort, 'never'); end"));
        var visitor = store.Tokens.IssueVisitor().Token;

        var answer = await store.SendAsync(
            [.. Enumerable.Range(0, 40).Select(i => (object)new { id = $"{i}", kind = "progress", piece = Piece, visitor, scroll = i })]);

        Assert.Equal(39, answer.Receipt!.Accepted);
        Assert.Equal((13, "not-stored"), (Assert.Single(answer.Receipt.Refused).Index, answer.Receipt.Refused[0].Reason));
        Assert.Equal(await store.RecountAsync(), await store.CountersAsync());
        Assert.Equal(39, await store.Store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select count(*) from event")));
    }

    [Fact]
    public async Task Write_TooManyWaiting_TurnsAwayAndForgetsNothing()
    {
        await using var store = await TrackingStore.CreateAsync(options: new EventWriterOptions { MaxPending = 3 }, started: false);
        object[] Views(int from, int count) =>
            [.. Enumerable.Range(from, count).Select(i => (object)new { id = $"{i}", kind = "view", piece = Piece, visitor = store.Tokens.IssueVisitor().Token })];

        var waiting = store.SendAsync(Views(0, 2));
        var refused = await store.SendAsync(Views(2, 2));
        var fits = store.SendAsync(Views(4, 1));
        await store.Writer.StartAsync(CancellationToken.None);

        Assert.Equal(503, refused.Problem!.Status);
        Assert.NotNull(refused.Problem.RetryAfter);
        Assert.Equal(3, (await waiting).Receipt!.Accepted + (await fits).Receipt!.Accepted);
        Assert.Equal(3, (await store.CountersAsync()).Readers);
        Assert.Equal(2, (await store.SendAsync(Views(2, 2))).Receipt!.Accepted);
    }

    [Fact]
    public async Task Stop_WithEventsWaiting_AnswersThemAndTakesNoMore()
    {
        await using var store = await TrackingStore.CreateAsync(started: false);
        object View() => new { id = "1", kind = "view", piece = Piece, visitor = store.Tokens.IssueVisitor().Token };
        var waiting = Enumerable.Range(0, 5).Select(_ => store.SendAsync(View())).ToList();

        await store.Writer.StartAsync(CancellationToken.None);
        await store.Writer.StopAsync(CancellationToken.None);

        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(1, answer.Receipt!.Accepted));
        Assert.Equal(503, (await store.SendAsync(View())).Problem!.Status);
        Assert.Equal(5, (await store.CountersAsync()).Readers);
    }

    [Fact]
    public async Task Write_StoreLockedByAnotherProcess_AnswersUnknownAndTheSameIdsCountOnceLater()
    {
        await using var store = await TrackingStore.CreateAsync();
        var view = new { id = "1", kind = "view", piece = Piece, visitor = store.Tokens.IssueVisitor().Token };
        await using var impatient = TestDatabase.Open(store.Store.Setting, TimeSpan.FromMilliseconds(100));
        var commit = new CommitEvents(impatient, store.Count, Microsoft.Extensions.Logging.Abstractions.NullLogger<CommitEvents>.Instance);
        var events = new[]
        {
            new TrackingEvent { Index = 0, Id = "1", Kind = EventKind.View, Piece = Piece, Reader = store.Tokens.Verify(view.visitor, ReaderKind.Visitor).Reader!, ReceivedAt = store.Store.Clock.Now },
        };

        await using (await store.Store.LockAsync())
        {
            Assert.Null(Assert.Single(await commit.RunAsync(events)));
        }

        Assert.Equal(EventOutcome.Accepted, Assert.Single(await commit.RunAsync(events)));
        Assert.Equal(1, (await store.SendAsync(view)).Receipt!.Duplicates);
        Assert.Equal(1, (await store.CountersAsync()).Readers);
    }
}
