using Growth.Storage;
using Growth.Storefronts;
using Growth.Tests.Storage;
using Xunit;

namespace Growth.Tests.Storefronts;

public abstract class WebhookWriterTests
{
    public sealed class OnSqlite : WebhookWriterTests;

    public sealed class OnPostgres : WebhookWriterTests;

    [Fact]
    public async Task Write_ManyAtOnceWithDuplicates_StoresAndQueuesEachKeyOnce()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Task.Run(() => store.Writer.WriteAsync(store.New($"d-{i % 200}")))));

        Assert.Equal((200, 400), (outcomes.Count(kept => kept == WebhookKept.Stored), outcomes.Count(kept => kept == WebhookKept.Duplicate)));
        Assert.Equal((200, 200), (await store.CountAsync("select count(*) from webhook"), await store.QueuedAsync()));
    }

    [Fact]
    public async Task Write_SameDeliveryOfAnotherStorefront_IsAnother()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();

        Assert.Equal(WebhookKept.Stored, await store.Writer.WriteAsync(store.New("d")));
        Assert.Equal(WebhookKept.Stored, await store.Writer.WriteAsync(store.New("d", storefront: ShopWorkspace.Shop)));
        Assert.Equal(WebhookKept.Duplicate, await store.Writer.WriteAsync(store.New("d")));
    }

    [Fact]
    public async Task Write_TwoWritersOfTheSameKeys_StoreEachOnce()
    {
        await using var store = await WebhookStoreFixture.CreateAsync();
        await using var database = TestDatabase.Open(store.Store.Setting);
        var other = new WebhookWriter(database, store.Keep, new WebhookWriterOptions(), Microsoft.Extensions.Logging.Abstractions.NullLogger<WebhookWriter>.Instance);
        await other.StartAsync(CancellationToken.None);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => (i % 2 == 0 ? store.Writer : other).WriteAsync(store.New($"d-{i / 2}"))));
        await other.StopAsync(CancellationToken.None);

        Assert.Equal((200, 200), (outcomes.Count(kept => kept == WebhookKept.Stored), outcomes.Count(kept => kept == WebhookKept.Duplicate)));
        Assert.Equal((200, 200), (await store.CountAsync("select count(*) from webhook"), await store.QueuedAsync()));
    }

    [Fact]
    public async Task Write_OneTheStoreRefuses_FailsAlone()
    {
        await using var store = await WebhookStoreFixture.CreateAsync(started: false);
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync(store.Database.Engine == Engine.Postgres
            ? "alter table webhook add constraint bad check (delivery <> 'd-13')"
            : "create trigger bad before insert on webhook when new.delivery = 'd-13' begin select raise(abort, 'never'); end"));

        var writing = Enumerable.Range(0, 40).Select(i => store.Writer.WriteAsync(store.New($"d-{i}"))).ToList();
        await store.Writer.StartAsync(CancellationToken.None);
        var outcomes = await Task.WhenAll(writing);

        Assert.Equal(WebhookKept.NotStored, outcomes[13]);
        Assert.Equal((39, 39, 39), (outcomes.Count(kept => kept == WebhookKept.Stored), await store.CountAsync("select count(*) from webhook"), await store.QueuedAsync()));
    }

    [Fact]
    public async Task Write_TooMuchWaiting_TurnsAwayByBytesAndForgetsNothing()
    {
        await using var store = await WebhookStoreFixture.CreateAsync(new WebhookWriterOptions { MaxPending = 300 }, started: false);
        var large = store.Writer.WriteAsync(store.New("large", new string('x', 1 << 20)));

        var refused = await store.Writer.WriteAsync(store.New("larger", new string('x', 1 << 18)));
        var fits = store.Writer.WriteAsync(store.New("small"));
        await store.Writer.StartAsync(CancellationToken.None);

        Assert.Null(refused);
        Assert.Equal((WebhookKept.Stored, WebhookKept.Stored), (await large, await fits));
        Assert.Equal(2, await store.CountAsync("select count(*) from webhook"));
    }

    [Fact]
    public async Task Stop_WithSomeWaiting_AnswersThemAndTakesNoMore()
    {
        await using var store = await WebhookStoreFixture.CreateAsync(started: false);
        var waiting = Enumerable.Range(0, 5).Select(i => store.Writer.WriteAsync(store.New($"d-{i}"))).ToList();

        await store.Writer.StartAsync(CancellationToken.None);
        await store.Writer.StopAsync(CancellationToken.None);

        Assert.All(await Task.WhenAll(waiting), kept => Assert.Equal(WebhookKept.Stored, kept));
        Assert.Null(await store.Writer.WriteAsync(store.New("late")));
    }
}
