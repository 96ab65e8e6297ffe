using Growth.Storage;
using Growth.Time;
using Growth.Weeks;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks;

/// <summary>Two hosts at once, and hosts that die in the middle: what the store ends with is what one undisturbed host leaves.</summary>
public abstract class AdvanceWeeksTwiceTests
{
    public sealed class OnSqlite : AdvanceWeeksTwiceTests;

    public sealed class OnPostgres : AdvanceWeeksTwiceTests;

    private static readonly IsoWeek Week = Sample.Week;
    private static readonly WeekTimes Times = WeekTimes.Of(Week, Sample.Config.Week, Sample.Config.Zone);
    private static readonly Instant Before = Times.NoPlanWarning - Duration.FromHours(1);
    private static readonly IReadOnlyList<Instant> Looks =
    [
        Before, Times.NoPlanWarning, Times.Opens, Times.Opens + Duration.FromHours(8), Times.Opens + Duration.FromDays(3), Times.NoPlanWarning + Duration.FromDays(7),
        Times.Closes, Times.Closes + Duration.FromMinutes(45), Times.Ends, Times.Final, Times.Final + Duration.FromDays(6),
    ];

    [Fact]
    public async Task Run_TwoHostsAtOnce_LeaveWhatOneLeaves()
    {
        var expected = await UndisturbedAsync();
        for (var round = 0; round < 5; round++)
        {
            await using var store = await WeekStore.CreateAsync(Before, Sample.Config, Sample.Plan(Week));
            var (first, second) = (store.Host(), store.Host());
            foreach (var now in Looks)
            {
                store.Time.Set(now);
                await Task.WhenAll(Task.Run(() => WeekStore.TickAsync(first)), Task.Run(() => WeekStore.TickAsync(second)));
            }

            Assert.Equal(expected, await ContentsAsync(store));
        }
    }

    /// <summary>Fails at the first, second, ... message of the whole run, inside its transaction, and goes on with a new host.</summary>
    [Fact]
    public async Task Run_DiesAtAnyMessage_NextHostLeavesWhatOneLeaves()
    {
        var expected = await UndisturbedAsync();
        var died = 0;
        for (var at = 1; at == died + 1; at++)
        {
            var fuse = new Fuse(at);
            await using var store = await WeekStore.CreateAsync(Before, Sample.Config, Sample.Plan(Week));
            var host = store.Host(queue => new DyingQueue(queue, fuse));
            foreach (var now in Looks)
            {
                store.Time.Set(now);
                if (await Record.ExceptionAsync(() => WeekStore.TickAsync(host)) is not null)
                {
                    died = at;
                    host = store.Host(queue => new DyingQueue(queue, fuse));
                    await WeekStore.TickAsync(host);
                }
            }

            Assert.Equal(expected, await ContentsAsync(store));
        }

        Assert.True(died >= 7, $"only {died} places to die at");
    }

    [Fact]
    public async Task Run_EveryLookThrice_LeavesWhatOneLeaves()
    {
        await using var store = await WeekStore.CreateAsync(Before, Sample.Config, Sample.Plan(Week));

        foreach (var now in Looks.SelectMany(now => Enumerable.Repeat(now, 3))) await store.TickAsync(now);

        Assert.Equal(await UndisturbedAsync(), await ContentsAsync(store));
    }

    private static async Task<string> UndisturbedAsync()
    {
        await using var store = await WeekStore.CreateAsync(Before, Sample.Config, Sample.Plan(Week));
        foreach (var now in Looks) await store.TickAsync(now);
        return await ContentsAsync(store);
    }

    private static async Task<string> ContentsAsync(WeekStore store) => string.Join('\n',
    [
        .. await store.QueryAsync<string>("select week || ' ' || state || ' ' || coalesce(opened_at, 0) || ' ' || coalesce(closing_at, 0) || ' ' || coalesce(closed_at, 0) || ' ' || coalesce(skipped_at, 0) from week order by week"),
        .. await store.QueryAsync<string>("select slug || ' ' || coalesce(published_at, 0) from piece order by slug"),
        .. await store.QueryAsync<string>("select key || ' ' || state || ' ' || coalesce(stopped_at, 0) from campaign order by key"),
        .. await store.QueryAsync<string>("select week || ' ' || kind from review order by week, kind"),
        .. await store.QueryAsync<string>("select week || ' ' || status from plan_version order by week, version"),
        .. await store.QueryAsync<string>("select key || ' ' || body from message order by key"),
        .. await store.QueryAsync<string>("select queue || ' ' || body || ' ' || count(*) from queue_message group by queue, body order by queue, body"),
    ]);

    private sealed class Fuse(int at)
    {
        private int _count;

        internal bool Blows() => ++_count == at;
    }

    private sealed class DyingQueue(IQueue queue, Fuse fuse) : IQueue
    {
        public Task EnqueueAsync<T>(Transaction transaction, string name, T message, Instant? due = null) =>
            fuse.Blows() ? throw new IOException("the process dies here") : queue.EnqueueAsync(transaction, name, message, due);
    }
}
