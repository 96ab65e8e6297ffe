using System.Data.Common;
using Dapper;
using Growth.Config;
using Growth.Functions.Tracking;
using Growth.Storage;
using Growth.Tests.Storage;
using Growth.Time;
using Growth.Tracking;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Xunit;

namespace Growth.Tests.Tracking;

public abstract class FoldEventsTests
{
    public sealed class OnSqlite : FoldEventsTests;

    public sealed class OnPostgres : FoldEventsTests;

    private static readonly DateTimeZone Zone = Zones.Get("Asia/Shanghai");

    /// <summary>When the events of November 2026 have just become older than 400 days, and not an hour sooner.</summary>
    private static readonly Instant NovemberIsOld = Zone.ToInstant(new LocalDateTime(2026, 12, 1, 0, 0)) + Duration.FromDays(400);

    [Theory]
    [InlineData("2028-01-05T00:00:00", 400, "2026-12-01")]
    [InlineData("2028-01-04T23:59:59", 400, "2026-11-01")]
    [InlineData("2028-02-29T12:00:00", 35, "2028-01-01")]
    [InlineData("2028-03-06T12:00:00", 35, "2028-01-01")]
    [InlineData("2028-03-07T00:00:00", 35, "2028-02-01")]
    public void KeptFrom_IsTheStartOfTheMonthThatIsNotWhollyOld(string now, int days, string month)
    {
        var kept = FoldEvents.KeptFrom(Local(now), Duration.FromDays(days), Zone);

        Assert.Equal(Local(month + "T00:00:00"), kept);
    }

    [Fact]
    public async Task Run_TwoMonths_RemovesTheOldOneOnceItIsWhollyOldAndKeepsTheCounters()
    {
        await using var store = await LoadedAsync();
        var before = await store.CountersAsync();

        Assert.Equal(0, await FoldAsync(store, NovemberIsOld - Duration.FromSeconds(1)));
        Assert.Equal((6_000, 7_000), await KeptAsync(store));
        Assert.Equal(6_000, await FoldAsync(store, NovemberIsOld));

        Assert.Equal((0, 7_000), await KeptAsync(store));
        Assert.Equal(before, await store.CountersAsync());
        Assert.Equal((3_000, 1_500, 2_000, 1_000), await BaselineAsync(store));
        await AssertRightAsync(store);
        Assert.Equal(0, await FoldAsync(store, NovemberIsOld + Duration.FromDays(1)));
        Assert.Equal(7_000, await FoldAsync(store, NovemberIsOld + Duration.FromDays(31)));
        Assert.Equal(before, await store.CountersAsync());
        await AssertRightAsync(store);
    }

    [Fact]
    public async Task Run_WhileEventsComeIn_CountersEqualARecountAllTheTime()
    {
        await using var store = await LoadedAsync();
        store.Store.Time.Set(NovemberIsOld);
        var folding = FoldAsync(store, NovemberIsOld);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var visitor = store.Tokens.IssueVisitor().Token;
                Assert.Equal(2, (await store.SendAsync(Event("v", "view", visitor), Event("s", "share", visitor))).Receipt?.Accepted);
            }
        });
        while (!folding.IsCompleted || !sending.IsCompleted) await AssertRightAsync(store);

        await sending;
        Assert.Equal(6_000, await folding);
        await AssertRightAsync(store);
        Assert.Equal((0, 7_200), await KeptAsync(store));
    }

    [Fact]
    public async Task Run_SeveralAtOnce_EachEventIsFoldedOnce()
    {
        await using var store = await LoadedAsync();
        var hosts = Enumerable.Range(0, 4).Select(_ => TestDatabase.Open(store.Store.Setting)).ToList();

        var folded = await Task.WhenAll(hosts.Select(host => Task.Run(() => FoldAsync(store, NovemberIsOld, host))));

        foreach (var host in hosts) await host.DisposeAsync();
        Assert.Equal(6_000, folded.Sum());
        Assert.Equal((3_000, 1_500, 2_000, 1_000), await BaselineAsync(store));
        await AssertRightAsync(store);
    }

    [Fact]
    public async Task Run_DiesInTheSecondChunk_TheFirstIsDoneAndTheNextRunGoesOn()
    {
        await using var store = await LoadedAsync();
        await WriteAsync(store, store.Store.Database.Engine == Engine.Postgres
            ? """
              create function die() returns trigger as $$ begin raise exception 'dies'; end $$ language plpgsql;
              create trigger dies before delete on event for each row when (old.id = 5500) execute function die();
              """
            : "create trigger dies before delete on event when old.id = 5500 begin select raise(abort, 'dies'); end");

        await Assert.ThrowsAnyAsync<DbException>(() => FoldAsync(store, NovemberIsOld));

        Assert.Equal((1_000, 7_000), await KeptAsync(store));
        await AssertRightAsync(store);
        await WriteAsync(store, store.Store.Database.Engine == Engine.Postgres ? "drop trigger dies on event" : "drop trigger dies");
        Assert.Equal(1_000, await FoldAsync(store, NovemberIsOld));
        Assert.Equal((0, 7_000), await KeptAsync(store));
        await AssertRightAsync(store);
    }

    [Fact]
    public async Task Run_ClockIsBehindWhatTheStoreHasSeen_RemovesNothing()
    {
        await using var store = await LoadedAsync();
        await WriteAsync(store, $"insert into clock (id, highest) values (1, {(NovemberIsOld + Duration.FromDays(900)).ToMicros()})");

        Assert.Equal(0, await FoldAsync(store, NovemberIsOld));
        Assert.Equal((6_000, 7_000), await KeptAsync(store));
    }

    [Fact]
    public async Task Run_WorkspaceIsPaused_RemovesNothing()
    {
        await using var store = await LoadedAsync();
        await WriteAsync(store, "insert into restore (restored_at) values (0)");

        Assert.Equal(0, await FoldAsync(store, NovemberIsOld));
        Assert.Equal((6_000, 7_000), await KeptAsync(store));
    }

    [Fact]
    public async Task Fire_TheTimer_FoldsWhatTheWorkspaceDoesNotKeep()
    {
        await using var host = await TrackingHost.StartAsync();
        await host.SendAsync(Event("1", "view", (await host.VisitorAsync()).Visitor));
        host.Time.Set(NovemberIsOld);
        await host.Host.FireAsync(nameof(EventsAged));

        Assert.Equal((0, 1), await host.Database.ReadAsync(connection => connection.QuerySingleAsync<(long, long)>(
            "select (select count(*) from event), (select views from event_baseline)")));
        Assert.Equal(1, (await host.CountersAsync()).Views);
    }

    [Fact]
    public async Task Run_SomeInTheOldChunkAreYounger_TheyStay()
    {
        await using var store = await LoadedAsync();
        await WriteAsync(store, $"update event set received_at = {Local("2026-12-20T00:00:00").ToMicros()} where id in (4001, 4003, 5997)");

        Assert.Equal(5_997, await FoldAsync(store, NovemberIsOld));
        Assert.Equal((0, 7_003), await KeptAsync(store));
        await AssertRightAsync(store);
    }

    private static Instant Local(string time) => Zone.ToInstant(NodaTime.Text.LocalDateTimePattern.ExtendedIso.Parse(time).Value);

    private static object Event(string id, string kind, string visitor) => new { id, kind, piece = TrackingStore.Published, visitor };

    /// <summary>
    /// 6000 events of November, two thirds of them before the week's end, and 7000 of December: a half views, a quarter shares. The
    /// counters say so.
    /// </summary>
    private static async Task<TrackingStore> LoadedAsync()
    {
        var store = await TrackingStore.CreateAsync(new TrackingConfig { EventsPerMinute = 100_000 });
        await WriteAsync(store,
            $"""
             with recursive n (i) as (select 1 union all select i + 1 from n where i < 13000)
             insert into event (piece_id, reader_id, kind, received_at)
             select (select id from piece where slug = '{TrackingStore.Published}'), 1, case i % 4 when 0 then 'share' when 2 then 'progress' else 'view' end,
                 case when i <= 4000 then {TrackingStore.WeekStart.ToMicros()} + i when i <= 6000 then {TrackingStore.WeekEnd.ToMicros()} + i
                      else {Local("2026-12-03T00:00:00").ToMicros()} + i end
             from n where true order by i
             """);
        await WriteAsync(store,
            $"update piece_counter set views = 6500, shares = 3250, week_views = 2000, week_shares = 1000 where piece_id = (select id from piece where slug = '{TrackingStore.Published}')");
        await AssertRightAsync(store);
        return store;
    }

    private static Task WriteAsync(TrackingStore store, string sql) => store.Store.Database.WriteAsync(transaction => transaction.ExecuteAsync(sql));

    private static Task<long> FoldAsync(TrackingStore store, Instant now, Database? database = null)
    {
        store.Store.Time.Set(now);
        database ??= store.Store.Database;
        return new FoldEvents(database, store.Store.Clock, new ClockGuard(database, new Alerts(store.Store.Clock)), NullLogger<FoldEvents>.Instance).RunAsync(CancellationToken.None);
    }

    private static async Task AssertRightAsync(TrackingStore store) => Assert.Empty((await new RecountCounters(store.Store.Database).RunAsync()).Differences);

    /// <returns>Events of November, and later ones.</returns>
    private static Task<(long Old, long Young)> KeptAsync(TrackingStore store) => store.Store.Database.ReadAsync(connection => connection.QuerySingleAsync<(long, long)>(
        "select count(*) filter (where received_at < @december), count(*) filter (where received_at >= @december) from event", new { december = Local("2026-12-01T00:00:00") }));

    private static Task<(long Views, long Shares, long WeekViews, long WeekShares)> BaselineAsync(TrackingStore store) => store.Store.Database.ReadAsync(connection =>
        connection.QuerySingleAsync<(long, long, long, long)>("select views, shares, week_views, week_shares from event_baseline"));
}
