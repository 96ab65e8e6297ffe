using Growth.Storage;
using Xunit;

namespace Growth.Tests.Faults;

/// <summary>Several processes count on one store at once, the same events of the same readers of the same pieces among them.</summary>
[Collection(nameof(Alone))]
public sealed class SeveralHostsTests
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task EverythingIsSentToAllAtOnce_EachEventCountsOnce(Engine engine)
    {
        await using var store = await LiveStore.CreateAsync(engine);
        await store.AnnounceAsync();
        await using var one = await HostProcess.StartAsync(store);
        await using var two = await HostProcess.StartAsync(store);
        var load = new EventLoad(store.Tokens, seed: 7);
        using var stop = new CancellationTokenSource();

        var sending = load.RunAsync([one.Address, two.Address], senders: 6, stop.Token);
        for (var i = 0; i < 10; i++)
        {
            await load.MoreAsync(sending);
            await CheckLoad.AcknowledgedAsync(store.Database, load);
        }

        await stop.CancelAsync();
        await sending;
        await load.SettleAsync(one.Address);
        await CheckLoad.SettledAsync(store.Database, load);
        await CheckLoad.AnnouncedOnceAsync(store);
    }
}
