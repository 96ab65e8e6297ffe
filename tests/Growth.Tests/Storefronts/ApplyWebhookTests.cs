using Growth.Config;
using Growth.Storefronts;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts;

public abstract class ApplyWebhookTests
{
    public sealed class OnSqlite : ApplyWebhookTests;

    public sealed class OnPostgres : ApplyWebhookTests;

    [Fact]
    public async Task Run_DiedBetweenStoringAndApplying_AppliesWhenItComesBack()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();
        await store.Writer.WriteAsync(store.New("d-1"));

        // Another process, which has only what is durable.
        await store.DrainAsync();

        Assert.Equal(["other/stock.changed:d-1"], await RecordingSink.KeysAsync(store.Database));
        Assert.Equal((1, 0), (await store.CountAsync("select count(*) from webhook where state = 'applied'"), await store.QueuedAsync()));
    }

    [Fact]
    public async Task Run_DiesWithinApplying_LeavesNothingAndAppliesNextTime()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();
        await store.Writer.WriteAsync(store.New("d-1"));
        store.Sink.Then = static () => throw new InvalidOperationException("died");

        await Assert.ThrowsAsync<InvalidOperationException>(store.DrainAsync);
        Assert.Empty(await RecordingSink.KeysAsync(store.Database));
        Assert.Equal(1, await store.CountAsync("select count(*) from webhook where state = 'received'"));
        store.Sink.Then = static () => Task.CompletedTask;
        await store.Apply.RunAsync(1, CancellationToken.None);

        Assert.Single(await RecordingSink.KeysAsync(store.Database));
    }

    [Fact]
    public async Task Run_ManyTimesSideBySide_AppliesOnce()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();
        await store.Writer.WriteAsync(store.New("d-1"));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.Apply.RunAsync(1, CancellationToken.None))));
        var calls = store.Sink.Calls;
        await store.Apply.RunAsync(1, CancellationToken.None);

        Assert.Equal(calls, store.Sink.Calls);
        Assert.Equal(1, await store.CountAsync("select sum(times) from applied_event"));
        Assert.Equal(1, await store.CountAsync("select count(*) from webhook where state = 'applied' and events = 1"));
    }

    [Fact]
    public async Task Run_LaterSideBySide_IsQueuedOnce()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();
        store.Other.Read = static _ => new WebhookReading.Later("Not now.", Duration.FromSeconds(30));
        await store.Writer.WriteAsync(store.New("d-1"));
        await store.DrainAsync();
        Assert.Equal(1, await store.QueuedAsync());

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => store.Apply.RunAsync(1, CancellationToken.None))));

        var attempts = await store.CountAsync("select attempts from webhook");
        Assert.InRange(attempts, 2, 5);
        Assert.Equal(attempts, await store.QueuedAsync());
    }

    [Fact]
    public async Task Run_UnknownOrGone_DoesNothing()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();

        await store.Apply.RunAsync(4711, CancellationToken.None);

        Assert.Equal(0, store.Sink.Calls);
    }

    [Fact]
    public async Task Run_StorefrontOrKeyGone_IsSetAsideWithTheReasonAndOneAlert()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();
        await store.Writer.WriteAsync(store.New("d-1", storefront: "closed-shop"));
        await store.Writer.WriteAsync(store.New("d-2") with { Body = new byte[100] });
        await store.Writer.WriteAsync(store.New("d-3") with { Body = [] });

        await store.DrainAsync();

        Assert.Equal(3, await store.CountAsync("select count(*) from webhook where state = 'set-aside' and reason is not null"));
        Assert.Equal(2, await store.CountAsync("select count(*) from alert where key in ('webhooks:other', 'webhooks:closed-shop')"));
    }

    [Fact]
    public async Task Run_OnAPausedStore_WaitsForTheResume()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();
        await store.Writer.WriteAsync(store.New("d-1"));
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("insert into restore (restored_at) values (@now)", new { now = store.Store.Clock.Now }));

        await store.DrainAsync();

        Assert.Equal((0, 1), (store.Sink.Calls, await store.QueuedAsync()));
        Assert.Equal(1, await store.CountAsync("select count(*) from webhook where state = 'received'"));
    }

    [Fact]
    public async Task Replay_RunTwice_ChangesNothingTheSecondTime()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();
        var mended = false;
        var events = store.Other.Read;
        store.Other.Read = webhook => mended ? events(webhook) : new WebhookReading.Misfit("data.number is missing.");
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => store.Writer.WriteAsync(store.New($"d-{i}"))));
        await store.DrainAsync();
        Assert.Equal(1, await store.CountAsync("select count(*) from alert where key = 'webhooks:other'"));

        mended = true;
        var setAside = new WebhookFilter { States = [WebhookState.SetAside] };
        Assert.Equal(30, await store.Replay.RunAsync(setAside));
        await store.DrainAsync();
        var keys = await RecordingSink.KeysAsync(store.Database);
        Assert.Equal(0, await store.Replay.RunAsync(setAside));
        Assert.Equal(30, await store.Replay.RunAsync(new WebhookFilter { States = [WebhookState.Applied] }));
        await store.DrainAsync();

        Assert.Equal(30, keys.Count);
        Assert.Equal(keys, await RecordingSink.KeysAsync(store.Database));
        Assert.Equal(0, await store.CountAsync("select count(*) from alert"));
        Assert.Equal(30, await store.CountAsync("select count(*) from webhook where state = 'applied'"));
    }

    [Fact]
    public async Task Replay_DiesHalfWay_LosesNothingAndGoesOn()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();
        store.Other.Read = static _ => new WebhookReading.Ignored("No use for it.");
        await Task.WhenAll(Enumerable.Range(0, ReplayWebhooks.Chunk + 100).Select(i => store.Writer.WriteAsync(store.New($"d-{i}"))));
        await store.DrainAsync();
        var ignored = new WebhookFilter { Storefront = ShopWorkspace.Other, Type = "fake", Since = store.Store.Clock.Now, States = [WebhookState.Ignored] };
        Assert.Equal(ReplayWebhooks.Chunk + 100, await store.Replay.CountAsync(ignored, CancellationToken.None));

        using var killed = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Replay.RunAsync(ignored, _ => killed.Cancel(), killed.Token));
        Assert.Equal((ReplayWebhooks.Chunk, 100), (await store.QueuedAsync(), await store.Replay.CountAsync(ignored, CancellationToken.None)));
        Assert.Equal(100, await store.Replay.RunAsync(ignored));
        await store.DrainAsync();

        Assert.Equal(ReplayWebhooks.Chunk + 100, await store.CountAsync("select count(*) from webhook where state = 'ignored'"));
    }

    [Fact]
    public async Task Forget_RemovesWhatEndedAndIsOld()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, ForgetWebhooks.Chunk + 5).Select(i => store.Writer.WriteAsync(store.New($"old-{i}"))));
        await store.DrainAsync();
        await store.Writer.WriteAsync(store.New("stuck"));
        store.Store.Time.Set(store.Store.Clock.Now + Duration.FromDays(20));
        await store.Writer.WriteAsync(store.New("young"));
        Assert.Equal(0, await store.Forget.RunAsync(CancellationToken.None));
        await store.Database.WriteAsync(transaction => ShopWorkspace.ApplyAsync(transaction, new EventsConfig { Webhooks = Duration.FromDays(14) }));

        Assert.Equal(ForgetWebhooks.Chunk + 5, await store.Forget.RunAsync(CancellationToken.None));

        Assert.Equal(2, await store.CountAsync("select count(*) from webhook where delivery in ('stuck', 'young')"));
        Assert.Equal(2, await store.CountAsync("select count(*) from webhook"));
        Assert.Equal(0, await store.Forget.RunAsync(CancellationToken.None));
    }
}
