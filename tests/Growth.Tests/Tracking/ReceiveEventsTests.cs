using System.Text.Json;
using Dapper;
using Growth.Config;
using NodaTime;
using Xunit;

namespace Growth.Tests.Tracking;

public abstract class ReceiveEventsTests
{
    public sealed class OnSqlite : ReceiveEventsTests;

    public sealed class OnPostgres : ReceiveEventsTests;

    private const string Piece = TrackingStore.Published;

    [Fact]
    public async Task Run_ViewProgressShare_CountsReaderCompleterSharer()
    {
        await using var store = await TrackingStore.CreateAsync();
        var visitor = store.Tokens.IssueVisitor().Token;

        await store.SendAsync(new { id = "1", kind = "view", piece = Piece, visitor });
        store.Store.Time.Set(store.Store.Clock.Now + Duration.FromSeconds(130));
        await store.SendAsync(new { id = "2", kind = "progress", piece = Piece, visitor, scroll = 95, seconds = 120 });
        var answer = await store.SendAsync(new { id = "3", kind = "share", piece = Piece, visitor });

        Assert.Equal(1, answer.Receipt!.Accepted);
        var counters = await store.CountersAsync();
        Assert.Equal((1, 1, 1, 1, 1), (counters.Views, counters.Readers, counters.Completers, counters.Sharers, counters.WeekCompleters));
        Assert.Equal(await store.RecountAsync(), counters);
    }

    [Fact]
    public async Task Run_SecondsBeyondTheTimeSinceTheView_AreCapped()
    {
        await using var store = await TrackingStore.CreateAsync();
        var visitor = store.Tokens.IssueVisitor().Token;

        await store.SendAsync(
            new { id = "1", kind = "view", piece = Piece, visitor }, new { id = "2", kind = "progress", piece = Piece, visitor, scroll = 100, seconds = 86_400 });
        store.Store.Time.Set(store.Store.Clock.Now + Duration.FromSeconds(119));
        await store.SendAsync(new { id = "3", kind = "progress", piece = Piece, visitor, seconds = 86_400 });

        Assert.Equal(0, (await store.CountersAsync()).Completers);
        store.Store.Time.Set(store.Store.Clock.Now + Duration.FromSeconds(1));
        await store.SendAsync(new { id = "4", kind = "progress", piece = Piece, visitor, seconds = 86_400 });
        Assert.Equal(1, (await store.CountersAsync()).Completers);
    }

    [Fact]
    public async Task Run_GoodAmongBad_KeepsTheGoodAndNamesTheBad()
    {
        await using var store = await TrackingStore.CreateAsync();
        var visitor = store.Tokens.IssueVisitor().Token;

        var answer = await store.SendAsync(
            new { id = "a", kind = "view", piece = "no-such", visitor },
            new { id = "b", kind = "view", piece = TrackingStore.NotPublished, visitor },
            new { id = "c", kind = "view", piece = Piece, visitor },
            new { id = "d", kind = "view", piece = Piece, visitor = visitor[..^1] + "!" },
            new { id = "e", kind = "view", piece = Piece, visitor, at = "2026-11-23T02:05:00.000001Z" },
            new { id = "f", kind = "view", piece = Piece, visitor, at = "2026-11-23T02:05:00Z" },
            new { id = "g", kind = "view", piece = Piece, memberToken = visitor },
            new { id = "c", kind = "view", piece = Piece, visitor });

        Assert.Equal((2, 1), (answer.Receipt!.Accepted, answer.Receipt.Duplicates));
        Assert.Equal(
            ["0 a unknown-piece", "1 b not-published", "3 d token-invalid", "4 e from-the-future", "6 g token-invalid"],
            answer.Receipt.Refused.Select(one => $"{one.Index} {one.Id} {one.Reason}"));
        Assert.Equal(1, (await store.CountersAsync()).Readers);
    }

    [Fact]
    public async Task Run_NothingGood_IsAProblemThatNamesEach()
    {
        await using var store = await TrackingStore.CreateAsync();
        var visitor = store.Tokens.IssueVisitor().Token;

        var answer = await store.SendAsync(new { id = "a", kind = "view", piece = "no-such", visitor }, 7);

        Assert.Equal(422, answer.Problem!.Status);
        Assert.Contains("\"reason\":\"unknown-piece\"", JsonSerializer.Serialize(answer.Problem.Extra["refused"], Growth.Storage.Json.Options));
    }

    [Fact]
    public async Task Run_TokenOlderThan400Days_IsExpired()
    {
        await using var store = await TrackingStore.CreateAsync();
        var visitor = store.Tokens.IssueVisitor().Token;
        store.Store.Time.Set(store.Store.Clock.Now + Duration.FromDays(400));

        var answer = await store.SendAsync(new { id = "a", kind = "view", piece = Piece, visitor });

        Assert.Contains("token-expired", JsonSerializer.Serialize(answer.Problem!.Extra["refused"], Growth.Storage.Json.Options));
    }

    [Fact]
    public async Task Run_IdRepeated_HasNoEffectFor48Hours()
    {
        await using var store = await TrackingStore.CreateAsync();
        var visitor = store.Tokens.IssueVisitor().Token;
        var start = store.Store.Clock.Now;

        for (var hour = 0; hour < 200; hour++)
        {
            store.Store.Time.Set(start + Duration.FromHours(hour));
            var answer = await store.SendAsync(
                [.. new[] { hour, hour - 1, hour - 47 }.Where(id => id >= 0).Select(id => (object)new { id = $"{id}", kind = "view", piece = Piece, visitor })]);
            Assert.Equal((1, hour == 0 ? 0 : hour < 47 ? 1 : 2), (answer.Receipt!.Accepted, answer.Receipt.Duplicates));
        }

        var kept = await store.Store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(
            "select (select count(*) from event_id_0) + (select count(*) from event_id_1)"));
        Assert.InRange(kept, 48, 96);
        Assert.Equal((1, 200), ((await store.CountersAsync()).Readers, (await store.CountersAsync()).Views));
    }

    [Fact]
    public async Task Run_SameIdFromTwoVisitors_CountsBoth()
    {
        await using var store = await TrackingStore.CreateAsync();

        foreach (var visitor in new[] { store.Tokens.IssueVisitor().Token, store.Tokens.IssueVisitor().Token })
            await store.SendAsync(new { id = "1", kind = "view", piece = Piece, visitor });

        Assert.Equal(2, (await store.CountersAsync()).Readers);
    }

    [Fact]
    public async Task Run_AfterTheWeekEnded_CountsTheLifeAndNotTheWeek()
    {
        await using var store = await TrackingStore.CreateAsync();
        store.Store.Time.Set(TrackingStore.WeekEnd - Duration.FromMilliseconds(1));
        await store.SendAsync(new { id = "1", kind = "view", piece = Piece, visitor = store.Tokens.IssueVisitor().Token });
        store.Store.Time.Set(TrackingStore.WeekEnd);
        await store.SendAsync(new { id = "1", kind = "view", piece = Piece, visitor = store.Tokens.IssueVisitor().Token });

        var counters = await store.CountersAsync();
        Assert.Equal((2, 1, 2, 1), (counters.Readers, counters.WeekReaders, counters.Views, counters.WeekViews));
    }

    [Fact]
    public async Task Run_SharedLinkFollowed_CountsBringerAndBrought()
    {
        await using var store = await TrackingStore.CreateAsync();
        var sharer = store.Tokens.IssueVisitor();
        var reader = store.Tokens.IssueVisitor();
        var via = sharer.Reader.Ref;

        await store.SendAsync(new { id = "1", kind = "view", piece = Piece, visitor = sharer.Token, via });
        await store.SendAsync(new { id = "2", kind = "share", piece = Piece, visitor = sharer.Token });
        await store.SendAsync(new { id = "1", kind = "view", piece = Piece, visitor = reader.Token, via });
        await store.SendAsync(new { id = "2", kind = "view", piece = Piece, visitor = reader.Token, via });
        await store.SendAsync(new { id = "3", kind = "view", piece = Piece, visitor = sharer.Token, via = reader.Reader.Ref });
        await store.SendAsync(new { id = "9", kind = "view", piece = TrackingStore.AlsoPublished, visitor = reader.Token, via });

        var counters = await store.CountersAsync();
        Assert.Equal((2, 1, 1, 1, 1), (counters.Readers, counters.Bringers, counters.Brought, counters.WeekBringers, counters.WeekBrought));
        Assert.Equal(0, (await store.CountersAsync(TrackingStore.AlsoPublished)).Brought);
    }

    [Fact]
    public async Task Run_OverTheLimit_RefusesAndSaysWhenToComeBack()
    {
        await using var store = await TrackingStore.CreateAsync(new TrackingConfig { EventsPerMinute = 2 });
        var visitor = store.Tokens.IssueVisitor().Token;
        object View(int id, string piece) => new { id = $"{id}", kind = "view", piece, visitor };

        var some = await store.SendAsync(View(1, Piece), View(2, Piece), View(3, Piece), View(4, TrackingStore.AlsoPublished));
        var none = await store.SendAsync(View(5, Piece));

        Assert.Equal(3, some.Receipt!.Accepted);
        Assert.Equal("rate-limited", Assert.Single(some.Receipt.Refused).Reason);
        Assert.Equal(429, none.Problem!.Status);
        Assert.InRange(none.Problem.RetryAfter!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task Run_LooserTermsApplied_CompletesBySoonerRule()
    {
        await using var store = await TrackingStore.CreateAsync();
        var visitor = store.Tokens.IssueVisitor().Token;
        await store.SendAsync(new { id = "1", kind = "view", piece = Piece, visitor });
        await store.Store.Database.WriteAsync(transaction => TrackingStore.ApplyAsync(transaction, new TrackingConfig { CompleteScroll = 0.5m, CompleteTime = 0 }));

        await store.SendAsync(new { id = "2", kind = "progress", piece = Piece, visitor, scroll = 50 });

        Assert.Equal(1, (await store.CountersAsync()).Completers);
    }
}
