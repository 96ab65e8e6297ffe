using Growth.Config;
using Growth.Members;
using Growth.Orders;
using Growth.Storage;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Growth.Tests.Tracking;
using Microsoft.Extensions.Options;
using Xunit;
using static Growth.Tests.Storefronts.Told;

namespace Growth.Tests.Storefronts;

public abstract class ApplyShopEventsTests
{
    public sealed class OnSqlite : ApplyShopEventsTests;

    public sealed class OnPostgres : ApplyShopEventsTests;

    [Fact]
    public async Task Apply_PaymentThatDiffers_RaisesOneAlertAndClearsItWhenItFits()
    {
        await using var store = await ShopStore.CreateAsync(started: false);
        await store.ApplyAsync(ShopStore.Shop, Order(OrderStage.Created, "1", 0, User("a")));
        await store.ApplyAsync(ShopStore.Pay, Payment("1", "t1", 1, 4000));

        var text = await store.ScalarAsync<string>("select text from alert where key = 'payments:shop'");
        Assert.Contains(": 1.", text, StringComparison.Ordinal);

        await store.ApplyAsync(ShopStore.Pay, Payment("1", "t2", 2, 5900));
        Assert.Equal(0, await store.ScalarAsync<long>("select count(*) from alert"));
        Assert.Equal("paid", await store.ScalarAsync<string>("select state from shop_order"));
    }

    /// <summary>A mapping that was mended says more of the same event: what was missing is filled in, the rest stays.</summary>
    [Fact]
    public async Task Apply_ReplayedWithMore_FillsInWhatWasMissing()
    {
        await using var store = await ShopStore.CreateAsync(started: false);
        var poor = Order(OrderStage.Paid, "1", 1, total: null);
        await store.ApplyAsync(ShopStore.Shop, poor, Refund("1", "r", 2, 100));

        await store.ApplyAsync(ShopStore.Shop, poor with { Data = (OrderChanged)poor.Data with { Total = Price, Buyer = User("a"), ReferralCode = "ABC" } });

        Assert.Equal(Price, await store.ScalarAsync<long>("select total from shop_order where referral_code = 'ABC' and refunded = 100 and member_id is not null"));
    }

    [Fact]
    public async Task Apply_LinesOfPaymentReplaceThoseOfCreation_NoneIsLeftOver()
    {
        await using var store = await ShopStore.CreateAsync(started: false);

        await store.ApplyAsync(ShopStore.Shop, Order(OrderStage.Created, "1", 0, lines: Lines((1, 1), (2, 1), (3, 1))));
        await store.ApplyAsync(ShopStore.Shop, Paid("1", 1));

        Assert.Equal(1, await store.ScalarAsync<long>("select count(*) from order_line"));
        Assert.Equal(Price, await store.ScalarAsync<long>("select net_paid from order_line"));
    }

    [Fact]
    public async Task Apply_ToldAgain_WritesNothing()
    {
        await using var store = await ShopStore.CreateAsync(started: false);
        ShopEvent[] events = [Paid("1", 1, new ShopPerson { UserId = "a", Phone = "+8613800138000", Language = "en" }), Fact("1", 2, User("a"))];
        await store.ApplyAsync(ShopStore.Shop, events);
        var (before, key) = (await store.DumpAsync(), await store.ScalarAsync<string>("select sealed from member_contact"));

        await store.ApplyAsync(ShopStore.Shop, events);

        Assert.Equal(before, await store.DumpAsync());
        Assert.Equal(key, await store.ScalarAsync<string>("select sealed from member_contact"));
    }

    [Fact]
    public async Task Apply_FactsWithAndWithoutAPerson_AreKeptOnceFromTheFirstReceipt()
    {
        await using var store = await ShopStore.CreateAsync(started: false);
        var (stock, checkIn, unknown) = (Fact("s", 1, null, "stock.changed"), Fact("c", 2, User("a")), Fact("n", 3, new ShopPerson { Email = "x@example.com" }));
        await ShopStore.ApplyAsync(store.Another(), store.Database, [new Delivery(ShopStore.Shop, ShopStore.Webhook(ShopStore.Shop, At(9)), [stock, checkIn, unknown])]);

        await ShopStore.ApplyAsync(store.Another(), store.Database, [new Delivery(ShopStore.Shop, ShopStore.Webhook(ShopStore.Shop, At(5)), [checkIn])]);

        Assert.Equal(3, await store.ScalarAsync<long>("select count(*) from shop_fact"));
        Assert.Equal(At(5).ToMicros(), await store.ScalarAsync<long>("select received_at from shop_fact where type = 'check-in.done' and member_id is not null"));
        Assert.Equal("nobody-identified", await store.ScalarAsync<string>("select refused from shop_fact where key = 'check-in.done:n'"));
    }

    [Fact]
    public async Task Apply_NoDataKey_RefusesPersonalDataAndKeepsNothing()
    {
        await using var store = await ShopStore.CreateAsync(started: false);
        var apply = new ApplyShopEvents(new RunningShops(), new PersonalData(Options.Create(new GrowthOptions())), new Alerts(store.Tracking.Store.Clock), store.Database, store.Tracking.Writer);

        await Assert.ThrowsAsync<DataKeyMissingException>(() => store.Database.WriteAsync(transaction =>
            apply.RunAsync(transaction, ShopStore.Shop, ShopStore.Webhook(ShopStore.Shop), [Paid("1", 1, User("a")), Paid("2", 1, new ShopPerson { UserId = "b", Phone = "+8613800138000" })])));

        Assert.Equal(0, await store.ScalarAsync<long>("select count(*) from shop_order"));
    }

    [Theory]
    [InlineData(null, "shop")]
    [InlineData("shop", "shop")]
    public async Task Apply_PaymentNotice_IsOfTheShopThatSendsOrders(string? orders, string scope)
    {
        var pay = (WechatPayStorefront)ShopStore.Pay.Config with { Orders = orders };
        await using var store = await ShopStore.CreateAsync(new Dictionary<string, StorefrontConfig> { ["pay"] = pay, ["shop"] = ShopStore.Shop.Config }, started: false);

        await store.ApplyAsync(ShopStore.Pay with { Config = pay }, Payment("1", "t", 1));

        Assert.Equal(scope, await store.ScalarAsync<string>("select scope from shop_order"));
    }

    [Fact]
    public async Task Apply_DiesBeforeTheTransaction_TheNextAttemptMakesUpForIt()
    {
        await using var store = await ShopStore.CreateAsync();
        ShopEvent[] events = [Read("1", 1, "a", TrackingStore.Published), Paid("1", 2, User("a"))];
        var webhook = ShopStore.Webhook(ShopStore.Shop);
        await store.Another().PrepareAsync(ShopStore.Shop, webhook, events, CancellationToken.None);
        await Assert.ThrowsAsync<TimeoutException>(() => store.Database.WriteAsync(async transaction =>
        {
            await store.Another().RunAsync(transaction, ShopStore.Shop, webhook, events);
            throw new TimeoutException();
        }));
        Assert.Equal(0, await store.ScalarAsync<long>("select count(*) from shop_order"));

        await ShopStore.ApplyAsync(store.Another(), store.Database, [new Delivery(ShopStore.Shop, webhook, events)]);

        Assert.Equal(1, await store.ScalarAsync<long>("select count(*) from shop_order where state = 'paid'"));
        Assert.Equal(1, await store.ScalarAsync<long>("select count(*) from member"));
        Assert.Equal(1, (await store.Tracking.CountersAsync()).Views);
    }
}
