using Growth.Tests.Cli;
using Growth.Tracking;
using NodaTime;
using Xunit;

namespace Growth.Tests.Tracking;

public abstract class RecountCountersTests
{
    public sealed class OnSqlite : RecountCountersTests;

    public sealed class OnPostgres : RecountCountersTests;

    private const string Piece = TrackingStore.Published;

    public static TheoryData<string> Counters => [.. Columns];

    private static string[] Columns { get; } =
    [
        "views", "shares", "readers", "completers", "sharers", "bringers", "brought",
        "week_views", "week_shares", "week_readers", "week_completers", "week_sharers", "week_bringers", "week_brought",
    ];

    [Fact]
    public async Task Run_EveryCounterHasMoved_AllAreRight()
    {
        await using var store = await BusyAsync();

        var recount = await new RecountCounters(store.Store.Database).RunAsync();

        var counters = await store.CountersAsync();
        Assert.Equal(new CounterRow
        {
            Readers = 4, Completers = 3, Sharers = 3, Bringers = 2, Brought = 2, Views = 4, Shares = 4,
            WeekReaders = 2, WeekCompleters = 1, WeekSharers = 1, WeekBringers = 1, WeekBrought = 1, WeekViews = 2, WeekShares = 1,
        }, counters);
        Assert.Equal(await store.RecountAsync(), counters);
        Assert.Empty(recount.Differences);
        // Three pieces have a row of fourteen each; two days were active.
        Assert.Equal((3 * Columns.Length) + 2, recount.Counters);
        Assert.Equal(11, recount.Events);
    }

    [Theory]
    [MemberData(nameof(Counters))]
    public async Task Run_OneCounterIsOffByOne_NamesItAlone(string counter)
    {
        await using var store = await BusyAsync();
        await WriteAsync(store, $"update piece_counter set {counter} = {counter} + 1 where piece_id = (select id from piece where slug = '{Piece}')");

        var difference = Assert.Single((await new RecountCounters(store.Store.Database).RunAsync()).Differences);

        Assert.Equal(new CounterName(Piece, counter), difference.Name);
        Assert.Equal(1, difference.Stored - difference.Recounted);
    }

    [Fact]
    public async Task Run_ADayIsOffOrHasNoRow_IsNamed()
    {
        await using var store = await BusyAsync();
        await WriteAsync(store, "update day_counter set active = active - 1 where day = '2026-11-23'");
        await WriteAsync(store, "delete from day_counter where day = '2026-11-30'");
        await WriteAsync(store, "insert into day_counter (day, active) values ('2026-12-24', 7)");

        var recount = await new RecountCounters(store.Store.Database).RunAsync();

        Assert.Equal(
            [new(new("2026-11-23", "active"), 1, 2), new(new("2026-11-30", "active"), 0, 3), new(new("2026-12-24", "active"), 7, 0)],
            recount.Differences);
    }

    [Fact]
    public async Task Run_CountersRowIsGone_EveryOneOfItsCountersIsNamed()
    {
        await using var store = await BusyAsync();
        await WriteAsync(store, $"delete from piece_counter where piece_id = (select id from piece where slug = '{Piece}')");

        var recount = await new RecountCounters(store.Store.Database).RunAsync();

        Assert.Equal(Columns.Order(StringComparer.Ordinal), recount.Differences.Select(one => one.Name.Counter));
        Assert.All(recount.Differences, one => Assert.Equal((Piece, 0L), (one.Name.Of, one.Stored)));
    }

    [Theory]
    [InlineData("delete from event where id = (select max(id) from event where kind = 'share')", "shares")]
    [InlineData("update piece_reader set completed_at = null where reader_id = (select max(reader_id) from piece_reader where completed_at is not null)", "completers")]
    [InlineData("update piece_reader set bringer_at = null where reader_id = (select max(reader_id) from piece_reader where bringer_at is not null)", "bringers")]
    [InlineData("delete from day_active where day = '2026-11-30' and reader_id = (select max(reader_id) from day_active)", "active")]
    public async Task Run_WhatIsCountedIsGone_NamesTheCounter(string loss, string counter)
    {
        await using var store = await BusyAsync();
        await WriteAsync(store, loss);

        var difference = Assert.Single((await new RecountCounters(store.Store.Database).RunAsync()).Differences);

        Assert.Equal((counter, 1), (difference.Name.Counter, difference.Stored - difference.Recounted));
    }

    [Fact]
    public async Task Run_WhileEventsAreCounted_IsRightEveryTime()
    {
        await using var store = await TrackingStore.CreateAsync();
        var recount = new RecountCounters(store.Store.Database);
        var readers = Enumerable.Range(0, 50).Select(_ => store.Tokens.IssueVisitor()).ToList();
        var sending = Task.WhenAll(Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                await store.SendAsync([.. readers.Select((reader, r) => (object)new
                {
                    id = $"{sender}-{i}", kind = i % 3 == 0 ? "share" : "view", piece = Piece, visitor = reader.Token, via = readers[(r + i) % 50].Reader.Ref,
                })]);
            }
        })));

        var (times, seen) = (0, 0L);
        while (!sending.IsCompleted || times == 0)
        {
            var found = await recount.RunAsync();
            Assert.Empty(found.Differences);
            Assert.True(found.Events >= seen);
            (times, seen) = (times + 1, found.Events);
        }

        await sending;
        Assert.Equal(4 * 60 * 50, (await recount.RunAsync()).Events);
    }

    [Fact]
    public async Task Doctor_Recount_SaysWhereAndExitsWithOne()
    {
        await using var store = await BusyAsync();
        using var folder = new CliFolder().With("Growth__Database", store.Store.Setting);
        var right = await folder.RunAsync("doctor", "--recount");
        await WriteAsync(store, "update day_counter set active = active + 1 where day = '2026-11-23'");
        var off = await folder.RunAsync("doctor", "--recount");

        Assert.Contains("44 counters equal a recount (11 events kept)", right.Out, StringComparison.Ordinal);
        Assert.Equal(0, right.Code);
        Assert.Contains("2026-11-23: active is stored as 3, a recount says 2", off.Out, StringComparison.Ordinal);
        Assert.Equal(1, off.Code);
    }

    [Fact]
    public async Task Run_Cancelled_Stops()
    {
        await using var store = await BusyAsync();
        using var stop = new CancellationTokenSource();
        var progress = new CancelAtOnce(stop);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new RecountCounters(store.Store.Database).RunAsync(progress, stop.Token));

        Assert.Equal(11, progress.Last.Done);
    }

    /// <summary>Four readers, two of them after the week's end; all kinds of events; one reader of each half was brought by a sharer.</summary>
    private static async Task<TrackingStore> BusyAsync()
    {
        var store = await TrackingStore.CreateAsync();
        var readers = Enumerable.Range(0, 4).Select(_ => store.Tokens.IssueVisitor()).ToList();
        object Event(int reader, string kind, int? scroll = null, int? seconds = null, int? via = null)
        {
            var sent = new Dictionary<string, object>
            {
                ["id"] = $"{kind}-{reader}-{store.Store.Time.Now.ToUnixTimeTicks()}", ["kind"] = kind, ["piece"] = Piece, ["visitor"] = readers[reader].Token,
            };
            if (scroll is { } percent) sent["scroll"] = percent;
            if (seconds is { } active) sent["seconds"] = active;
            if (via is { } by) sent["via"] = readers[by].Reader.Ref;
            return sent;
        }

        async Task SendAsync(params object[] events) => Assert.Equal(events.Length, (await store.SendAsync(events)).Receipt?.Accepted);

        await SendAsync(Event(0, "view"), Event(0, "share"), Event(1, "view", via: 0));
        store.Store.Time.Set(store.Store.Time.Now + Duration.FromMinutes(10));
        await SendAsync(Event(0, "progress", scroll: 95, seconds: 200));
        store.Store.Time.Set(TrackingStore.WeekEnd + Duration.FromHours(1));
        await SendAsync(Event(2, "view"), Event(2, "share"), Event(3, "view", via: 2), Event(3, "share"), Event(0, "share"));
        store.Store.Time.Set(store.Store.Time.Now + Duration.FromMinutes(10));
        await SendAsync(Event(2, "progress", scroll: 95, seconds: 200), Event(3, "progress", scroll: 95, seconds: 200));
        return store;
    }

    private static Task WriteAsync(TrackingStore store, string sql) => store.Store.Database.WriteAsync(transaction => transaction.ExecuteAsync(sql));

    private sealed class CancelAtOnce(CancellationTokenSource stop) : IProgress<RecountProgress>
    {
        public RecountProgress Last { get; private set; }

        public void Report(RecountProgress value)
        {
            Last = value;
            stop.Cancel();
        }
    }
}
