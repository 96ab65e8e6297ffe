using Growth.Outbound;
using Growth.Time;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Xunit;

namespace Growth.Tests.Outbound;

public abstract class SweepDeliveriesTests
{
    public sealed class OnSqlite : SweepDeliveriesTests;

    public sealed class OnPostgres : SweepDeliveriesTests;

    [Fact]
    public async Task Run_OlderThanKept_RemovesWhatEndedAndEndsWhatWaited()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var store = await OutboundStore.CreateAsync(("crm", OutboundStore.Webhook(receiver.Url)), ("off", OutboundStore.Webhook(receiver.Url) with { Paused = true }));
        var sweep = new SweepDeliveries(store.Store.Database, store.Store.Clock, new ClockGuard(store.Store.Database, store.Alerts), NullLogger<SweepDeliveries>.Instance);
        await store.EmitAsync("old");
        await store.PumpAsync();

        store.Step(SweepDeliveries.Keep);
        Assert.Equal(0, await sweep.RunAsync(CancellationToken.None));
        store.Step(Duration.FromSeconds(1));
        await store.EmitAsync("new");
        Assert.Equal(1, await sweep.RunAsync(CancellationToken.None));

        Assert.Equal(
            [("off", "given-up", "waited for 30 days"), ("crm", "waiting", null), ("off", "waiting", null)],
            (await store.DeliveriesAsync()).Select(delivery => (delivery.Endpoint, delivery.State, delivery.Reason)));
        Assert.Empty(await store.QueryAsync<long>("select delivery_id from outbound_attempt"));
        store.Step(SweepDeliveries.Keep + Duration.FromSeconds(1));
        Assert.Equal(1, await sweep.RunAsync(CancellationToken.None));
        Assert.Equal(["alert.raised:new"], await store.QueryAsync<string>("select key from outbound_event"));
        Assert.Equal(0, await sweep.RunAsync(CancellationToken.None));
    }
}
