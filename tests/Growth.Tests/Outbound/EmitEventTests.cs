using System.Text.Json;
using Growth.Config;
using Growth.Outbound;
using NodaTime;
using Xunit;

namespace Growth.Tests.Outbound;

public abstract class EmitEventTests
{
    public sealed class OnSqlite : EmitEventTests;

    public sealed class OnPostgres : EmitEventTests;

    private static readonly Uri Nowhere = new("http://127.0.0.1:9/");

    [Fact]
    public async Task Run_SameKeyTwice_IsOneEventAndOneDeliveryAnEndpoint()
    {
        await using var store = await OutboundStore.CreateAsync(("a", OutboundStore.Webhook(Nowhere)), ("b", OutboundStore.Webhook(Nowhere, OutboundType.AlertRaised)), ("c", OutboundStore.Webhook(Nowhere, OutboundType.RewardPaid)));

        Assert.True(await store.EmitAsync());
        Assert.False(await store.EmitAsync());

        Assert.Equal(["a", "b"], (await store.DeliveriesAsync()).Select(delivery => delivery.Endpoint).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await store.Store.Queue.ClaimAsync(EmitEvent.Queue, 10, Duration.FromMinutes(1))).Count);
    }

    [Fact]
    public async Task Run_SideBySide_IsOneEvent()
    {
        await using var store = await OutboundStore.CreateAsync(("a", OutboundStore.Webhook(Nowhere)));

        var emitted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.EmitAsync())));

        Assert.Single(emitted, true);
        Assert.Single(await store.DeliveriesAsync());
    }

    [Fact]
    public async Task Run_RolledBack_TellsNothing()
    {
        await using var store = await OutboundStore.CreateAsync(("a", OutboundStore.Webhook(Nowhere)));

        await Assert.ThrowsAsync<IOException>(() => store.Store.Database.WriteAsync(async transaction =>
        {
            await store.Emit.RunAsync(transaction, "k", new AlertRaised { Key = "k", Text = "t", RaisedAt = store.Store.Clock.Now });
            throw new IOException("the step failed");
        }));

        Assert.Empty(await store.DeliveriesAsync());
        Assert.Empty(await store.Store.Queue.ClaimAsync(EmitEvent.Queue, 10, Duration.FromMinutes(1)));
        Assert.True(await store.EmitAsync());
    }

    [Fact]
    public async Task Run_BeforeAWorkspaceIsApplied_KeepsTheKeyAndTellsNobody()
    {
        await using var store = await OutboundStore.CreateAsync();
        await store.Store.Database.WriteAsync(transaction => transaction.ExecuteAsync("delete from workspace_version"));

        Assert.True(await store.EmitAsync());
        await store.ApplyAsync(("a", OutboundStore.Webhook(Nowhere)));
        Assert.False(await store.EmitAsync());

        Assert.Empty(await store.DeliveriesAsync());
    }

    [Fact]
    public async Task Run_Reward_IsTheDocumentedPayload()
    {
        await using var store = await OutboundStore.CreateAsync(("a", OutboundStore.Webhook(Nowhere)));
        await store.Store.Database.WriteAsync(transaction => store.Emit.RunAsync(transaction, "rw-1", new RewardPaid
        {
            Reward = "rw-1", Campaign = "reading-21", Kind = "cashback", Member = new ShopMember("shop", "u-1"), Order = "1001", Amount = 500, Currency = "CNY", PaidAt = store.Store.Clock.Now,
        }));

        using var body = JsonDocument.Parse((await store.DetailAsync()).Body);

        Assert.Equal(["type", "timestamp", "data"], body.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("reward.paid", "2026-11-22T12:00:00Z"), (body.RootElement.GetProperty("type").GetString(), body.RootElement.GetProperty("timestamp").GetString()));
        Assert.Equal(
            """{"reward":"rw-1","campaign":"reading-21","kind":"cashback","member":{"storefront":"shop","userId":"u-1"},"order":"1001","amount":500,"currency":"CNY","paidAt":"2026-11-22T12:00:00Z"}""",
            body.RootElement.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Raise_NewAlert_IsToldOnceHoweverOftenItsTextChanges()
    {
        await using var store = await OutboundStore.CreateAsync(("a", OutboundStore.Webhook(Nowhere)));
        Task RaiseAsync(string text) => store.Store.Database.WriteAsync(transaction => store.Alerts.RaiseAsync(transaction, "clock", text));

        await RaiseAsync("one");
        await RaiseAsync("one and the same instant");
        store.Step(Duration.FromMinutes(1));
        await RaiseAsync("two");
        Assert.Equal("alert.raised", Assert.Single(await store.DeliveriesAsync()).Type);
        Assert.Contains("\"text\":\"one\"", (await store.DetailAsync()).Body, StringComparison.Ordinal);

        await store.Store.Database.WriteAsync(transaction => store.Alerts.ClearAsync(transaction, "clock"));
        await RaiseAsync("three");
        Assert.Equal(2, (await store.DeliveriesAsync()).Count);
    }
}
