using System.Diagnostics;
using Growth.Storage;
using Xunit;

namespace Growth.Tests.Faults;

/// <summary>The store stands still and events keep coming, more than may wait.</summary>
[Collection(nameof(Alone))]
public sealed class StalledDatabaseTests
{
    // 64 times 480 events and more: half as many again as the 20000 that may wait.
    private const int Senders = 64;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task MoreComesThanMayWait_TheRestIsTurnedAwayAtOnceAndMemoryStaysBounded(Engine engine)
    {
        await using var store = await LiveStore.CreateAsync(engine);
        await using var host = await HostProcess.StartAsync(store);
        var load = new EventLoad(store.Tokens, seed: 6) { Single = 0, APost = (480, 490) };
        using var stop = new CancellationTokenSource();
        Task sending;
        await using (await store.LockAsync())
        {
            var waited = Stopwatch.StartNew();
            sending = load.RunAsync(host.Address, Senders, stop.Token);
            await load.TurnedAwayAsync(sending);

            // A lock is waited for 5 s: who is answered sooner was turned away because too much waits.
            Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));
            for (var i = 0; i < 100; i++) await load.TurnedAwayAsync(sending);
            Assert.Equal(0, load.Acknowledged);
        }

        await load.MoreAsync(sending);
        await stop.CancelAsync();
        await sending;
        await load.SettleAsync(host.Address);
        await CheckLoad.SettledAsync(store.Database, load);
        Assert.InRange(host.PeakMiB, 1, 400);
    }
}
