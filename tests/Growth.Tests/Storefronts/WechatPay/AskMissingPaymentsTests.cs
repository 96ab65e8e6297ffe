using System.Security.Cryptography;
using Dapper;
using Growth.Members;
using Growth.Orders;
using Growth.Storage;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Growth.Storefronts.WechatPay;
using Growth.Time;
using Growth.Tracking;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts.WechatPay;

/// <summary>Payments whose notice never came, asked for over real HTTP and applied to real orders.</summary>
public abstract class AskMissingPaymentsTests
{
    public sealed class OnSqlite : AskMissingPaymentsTests;

    public sealed class OnPostgres : AskMissingPaymentsTests;

    private const string Number = "20261123-1001";

    private static readonly Storefront Shop = new("shop", new StandardWebhooksStorefront { Secrets = ["${S}"], RefundWindow = Duration.FromDays(7) });

    [Fact]
    public async Task Run_NoticeMissing_IsFoundAndPaysForTheOrder()
    {
        await using var host = await StartAsync();
        await OrderAsync(host, Number);
        host.Stub.Transactions[Number] = PayAccount.Transaction(Number);

        await RunAtAsync(host, Duration.FromMinutes(9));
        Assert.Empty(host.Stub.Asked);
        await RunAtAsync(host, Duration.FromMinutes(10));
        await RunAtAsync(host, Duration.FromMinutes(40));

        Assert.Equal(1, host.Stub.Asked[Number]);
        Assert.Equal(("paid", "payment", 100L), await OrderStateAsync(host, Number));
        Assert.Equal("paid", await OutcomeAsync(host, Number));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_NoticeAndAnswer_AreOnePaymentInEitherOrder(bool noticeFirst)
    {
        await using var host = await StartAsync();
        await OrderAsync(host, Number);
        var notice = Assert.IsType<WebhookReading.Events>(await host.ReadAsync(PayAccount.Notice("TRANSACTION.SUCCESS", "transaction", PayAccount.Transaction(Number)))).Happened;
        host.Stub.Transactions[Number] = PayAccount.Transaction(Number);

        // The claim is taken before the notice arrives.
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Stub.Gate = gate.Task;
        var asking = Task.Run(() => RunAtAsync(host, Duration.FromMinutes(10)));
        while (!host.Stub.Asked.ContainsKey(Number)) await Task.Delay(5);
        if (noticeFirst) await ApplyAsync(host, host.Storefront, notice);
        gate.SetResult();
        await asking;
        if (!noticeFirst) await ApplyAsync(host, host.Storefront, notice);

        Assert.Equal(("paid", "payment", 100L), await OrderStateAsync(host, Number));
        Assert.Equal(1, await CountAsync(host, "payment"));
        Assert.Equal(1, await CountAsync(host, "order_fact where kind = 'payment'"));
    }

    [Fact]
    public async Task Run_NoticeCameMeanwhile_IsNotAskedFor()
    {
        await using var host = await StartAsync();
        await OrderAsync(host, Number);
        await RunAtAsync(host, Duration.FromMinutes(10));
        var notice = Assert.IsType<WebhookReading.Events>(await host.ReadAsync(PayAccount.Notice("TRANSACTION.SUCCESS", "transaction", PayAccount.Transaction(Number)))).Happened;
        await ApplyAsync(host, host.Storefront, notice);

        await RunAtAsync(host, Duration.FromMinutes(30));

        Assert.Equal(1, host.Stub.Asked[Number]);
        Assert.Equal("noticed", await OutcomeAsync(host, Number));
    }

    [Fact]
    public async Task Run_NeverPaid_IsAskedForAtSixAgesAndNoMore()
    {
        await using var host = await StartAsync();
        await OrderAsync(host, Number);
        for (var minutes = 0; minutes <= 26 * 60; minutes += 5) await RunAtAsync(host, Duration.FromMinutes(minutes));

        Assert.Equal(6, host.Stub.Asked[Number]);
        Assert.Equal("unpaid", await OutcomeAsync(host, Number));
        Assert.Equal("created", (await OrderStateAsync(host, Number)).State);

        await RunAtAsync(host, Duration.FromDays(31));
        Assert.Equal(0, await CountAsync(host, "wechat_payment_ask"));
    }

    /// <summary>A shop's unproven word of a payment asks for its proof, and an order told of long after is left alone.</summary>
    [Fact]
    public async Task Run_OrderClaimedPaidOrOfOldOrOfAnotherShop_AsksForTheFirstAlone()
    {
        await using var host = await StartAsync();
        await OrderAsync(host, Number, OrderStage.Paid, PaymentProof.None);
        await OrderAsync(host, "20261120-0001", at: PayAccount.Now - Duration.FromDays(3));
        await OrderAsync(host, "gid://shopify/Order/1");
        await OrderAsync(host, "1");
        await OrderAsync(host, "20261123-1002", storefront: new Storefront("else", Shop.Config));
        host.Stub.Transactions[Number] = PayAccount.Transaction(Number);

        await RunAtAsync(host, Duration.FromMinutes(10));

        Assert.Equal([Number], host.Stub.Asked.Keys);
        Assert.Equal("paid", (await OrderStateAsync(host, Number)).State);
    }

    [Fact]
    public async Task Run_ByManyHostsAtOnce_AsksForEachOnce()
    {
        await using var host = await StartAsync();
        var numbers = Enumerable.Range(1, 20).Select(i => $"20261123-{i:D4}").ToList();
        foreach (var number in numbers)
        {
            await OrderAsync(host, number);
            host.Stub.Transactions[number] = PayAccount.Transaction(number, inner => inner["transaction_id"] = "42" + number);
        }

        host.Store.Time.Set(PayAccount.Now + Duration.FromMinutes(10));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Ask(host).RunAsync(CancellationToken.None))));

        Assert.All(numbers, number => Assert.Equal(1, host.Stub.Asked[number]));
        Assert.Equal(20, await CountAsync(host, "shop_order where state = 'paid'"));
        Assert.Equal(20, await CountAsync(host, "payment"));
    }

    /// <summary>A host died between its claim and the answer: the claim ends, and the order is asked for by whoever looks next.</summary>
    [Fact]
    public async Task Run_HostDiedAfterItsClaim_IsAskedForAgain()
    {
        await using var host = await StartAsync();
        await OrderAsync(host, Number);
        host.Stub.Transactions[Number] = PayAccount.Transaction(Number);
        host.Store.Time.Set(PayAccount.Now + Duration.FromMinutes(10));
        using var dying = new CancellationTokenSource();
        host.Stub.Gate = Task.Delay(Timeout.Infinite, dying.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        var asking = Ask(host).RunAsync(dying.Token);
        while (!host.Stub.Asked.ContainsKey(Number)) await Task.Delay(5);
        await dying.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        host.Stub.Gate = Task.CompletedTask;

        await RunAtAsync(host, Duration.FromMinutes(15));
        Assert.Equal(1, host.Stub.Asked[Number]);
        await RunAtAsync(host, Duration.FromMinutes(20));

        Assert.Equal(2, host.Stub.Asked[Number]);
        Assert.Equal("paid", (await OrderStateAsync(host, Number)).State);
    }

    [Fact]
    public async Task Run_ApiDownOrUnproven_PaysForNothingAndLeavesItAloneSoon()
    {
        await using var host = await StartAsync();
        var numbers = Enumerable.Range(1, 20).Select(i => $"20261123-{i:D4}").ToList();
        foreach (var number in numbers)
        {
            await OrderAsync(host, number);
            host.Stub.Transactions[number] = PayAccount.Transaction(number, inner => inner["transaction_id"] = "42" + number);
        }

        host.Stub.Tamper = body => [.. body, (byte)' '];
        await RunAtAsync(host, Duration.FromMinutes(10));
        Assert.Equal(5, host.Stub.Asked.Count);
        Assert.Equal(0, await CountAsync(host, "payment"));

        // A minute after a failed download of the certificates the next may follow.
        host.Stub.Tamper = null;
        host.Machine.Set(host.Machine.Now + Duration.FromMinutes(2));
        await RunAtAsync(host, Duration.FromMinutes(16));
        Assert.Equal(20, await CountAsync(host, "payment"));
    }

    [Fact]
    public async Task Run_Paused_AsksForNothing()
    {
        await using var host = await StartAsync();
        await OrderAsync(host, Number);
        await host.Store.Database.WriteAsync(transaction => transaction.ExecuteAsync("insert into restore (restored_at) values (@now)", new { now = PayAccount.Now }));

        await RunAtAsync(host, Duration.FromMinutes(10));

        Assert.Empty(host.Stub.Asked);
    }

    private static async Task<PayHost> StartAsync()
    {
        var host = await PayHost.StartAsync();
        host.Storefront = PayAccount.Storefront(orders: Shop.Name);
        await PlatformKeysTests.ApplyAsync(host.Store.Database, Shop, host.Storefront);
        return host;
    }

    private static Task RunAtAsync(PayHost host, Duration age)
    {
        host.Store.Time.Set(PayAccount.Now + age);
        return Ask(host).RunAsync(CancellationToken.None);
    }

    private static AskMissingPayments Ask(PayHost host) => new(
        host.Store.Database, host.Merchants, host.Client, Apply(host), host.Store.Clock, new MachineClock(host.Machine), new ClockGuard(host.Store.Database, new Alerts(host.Store.Clock)),
        NullLogger<AskMissingPayments>.Instance);

    private static ApplyShopEvents Apply(PayHost host)
    {
        var count = new CountEvents(new RunningTerms(host.Store.Database, new MachineClock(TimeProvider.System)), host.Store.Clock);
        var writer = new EventWriter(new CommitEvents(host.Store.Database, count, NullLogger<CommitEvents>.Instance), new EventWriterOptions(), NullLogger<EventWriter>.Instance);
        var data = new PersonalData(Options.Create(new GrowthOptions { DataKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) }));
        return new ApplyShopEvents(new RunningShops(), data, new Alerts(host.Store.Clock), host.Store.Database, writer);
    }

    private static Task ApplyAsync(PayHost host, Storefront storefront, IReadOnlyList<ShopEvent> events) => host.Store.Database.WriteAsync(transaction => Apply(host).RunAsync(
        transaction, storefront,
        new StoredWebhook { Id = 1, Storefront = storefront.Name, Delivery = "d", Type = "t", Headers = new Dictionary<string, string>(), Body = default, ReceivedAt = host.Store.Clock.Now },
        events));

    private static Task OrderAsync(
        PayHost host, string number, OrderStage stage = OrderStage.Created, PaymentProof proof = PaymentProof.Signed, Instant? at = null, Storefront? storefront = null) => ApplyAsync(
        host, storefront ?? Shop,
        [new ShopEvent($"order:{stage}:{number}", at ?? PayAccount.Now, new OrderChanged { Stage = stage, Number = number, Total = 100, Currency = "CNY", Proof = proof })]);

    private static Task<(string State, string Proof, long? Paid)> OrderStateAsync(PayHost host, string number) => host.Store.Database.ReadAsync(async connection =>
    {
        var row = await connection.QuerySingleAsync<OrderRow>("select state, proof, paid from shop_order where scope = 'shop' and number = @number", new { number });
        return (row.State, row.Proof, row.Paid);
    });

    private static Task<string?> OutcomeAsync(PayHost host, string number) => host.Store.Database.ReadAsync(connection => connection.QuerySingleAsync<string?>(
        "select a.outcome from wechat_payment_ask a join shop_order o on o.id = a.order_id where o.number = @number", new { number }));

    private static Task<long> CountAsync(PayHost host, string what) => host.Store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>($"select count(*) from {what}"));

    private sealed record OrderRow
    {
        public string State { get; init; } = "";

        public string Proof { get; init; } = "";

        public long? Paid { get; init; }
    }
}
