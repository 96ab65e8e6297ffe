using Growth.Storefronts;
using Growth.Tests.Tracking;
using Xunit;
using static Growth.Tests.Storefronts.Told;

namespace Growth.Tests.Storefronts;

public abstract class ReportReadingTests
{
    public sealed class OnSqlite : ReportReadingTests;

    public sealed class OnPostgres : ReportReadingTests;

    [Fact]
    public async Task Apply_ViewedCompletedShared_CountAsTheMembers()
    {
        await using var store = await ShopStore.CreateAsync();

        await store.ApplyAsync(ShopStore.Shop, Read("1", 1, "a", TrackingStore.Published), Read("2", 2, "a", TrackingStore.Published, ContentAct.Completed), Read("3", 3, "b", TrackingStore.Published, ContentAct.Shared));

        var counters = await store.Tracking.CountersAsync();
        Assert.Equal((2, 1, 1, 1, 1), (counters.Readers, counters.Completers, counters.Sharers, counters.Views, counters.Shares));
        Assert.Equal(await store.Tracking.RecountAsync(), counters);
        Assert.Equal(2, await store.ScalarAsync<long>("select count(*) from reader r join member m on r.key = 'm:' || m.key"));
        Assert.Equal(1, await store.ScalarAsync<long>("select count(*) from event where kind = 'complete'"));
    }

    [Fact]
    public async Task Apply_Again_CountsOnce_AlsoWhenTheWriterHasForgottenIt()
    {
        await using var store = await ShopStore.CreateAsync();
        var read = Read("1", 1, "a", TrackingStore.Published);
        for (var time = 0; time < 3; time++)
        {
            await store.ApplyAsync(ShopStore.Shop, read, read);
            await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("delete from event_id_0"));
        }

        Assert.Equal(1, (await store.Tracking.CountersAsync()).Views);
    }

    /// <summary>It died after the writer had stored the event and before the fact was kept.</summary>
    [Fact]
    public async Task Apply_DiedBeforeTheFact_CountsOnce()
    {
        await using var store = await ShopStore.CreateAsync();
        var read = Read("1", 1, "a", TrackingStore.Published);
        await store.ApplyAsync(ShopStore.Shop, read);
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("delete from shop_fact"));

        await store.ApplyAsync(ShopStore.Shop, read);

        Assert.Equal(1, (await store.Tracking.CountersAsync()).Views);
        Assert.Equal(1, await store.ScalarAsync<long>("select count(*) from shop_fact where refused is null"));
    }

    [Fact]
    public async Task Apply_PieceUnknownOrNotPublished_IsKeptWithTheReasonAndCountedByAReplay()
    {
        await using var store = await ShopStore.CreateAsync();
        ShopEvent[] events = [Read("1", 1, "a", "nothing"), Read("2", 2, "a", TrackingStore.NotPublished), Read("3", 2, "a", TrackingStore.Published)];
        await store.ApplyAsync(ShopStore.Shop, events);
        Assert.Equal("unknown-piece", await store.ScalarAsync<string>("select refused from shop_fact where key = 'content:1'"));
        Assert.Equal("not-published", await store.ScalarAsync<string>("select refused from shop_fact where key = 'content:2'"));

        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("update piece set published_at = publish_at"));
        await store.ApplyAsync(ShopStore.Shop, events);

        Assert.Equal(1, await store.ScalarAsync<long>("select count(*) from shop_fact where refused is not null"));
        Assert.Equal(1, (await store.Tracking.CountersAsync(TrackingStore.NotPublished)).Views);
        Assert.Equal(1, (await store.Tracking.CountersAsync()).Views);
    }

    [Fact]
    public async Task Apply_NobodyIdentified_IsKeptWithTheReason()
    {
        await using var store = await ShopStore.CreateAsync();
        var read = new ShopEvent("1", At(1), new ContentRead { Act = ContentAct.Viewed, Piece = TrackingStore.Published, Reader = new ShopPerson { Email = "x@example.com" } });

        await store.ApplyAsync(ShopStore.Shop, read);

        Assert.Equal("nobody-identified", await store.ScalarAsync<string>("select refused from shop_fact"));
        Assert.Equal(0, (await store.Tracking.CountersAsync()).Readers);
    }

    [Fact]
    public async Task Apply_WriterIsStopping_ThrowsAndKeepsNoFact()
    {
        await using var store = await ShopStore.CreateAsync();
        await store.Tracking.Writer.StopAsync(CancellationToken.None);

        await Assert.ThrowsAsync<ReadingNotStoredException>(() => store.ApplyAsync(ShopStore.Shop, Read("1", 1, "a", TrackingStore.Published)));

        Assert.Equal(0, await store.ScalarAsync<long>("select count(*) from shop_fact"));
    }
}
