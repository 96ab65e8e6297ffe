using Dapper;
using Growth.Storefronts;
using Growth.Tests.Storefronts;
using Xunit;
using static Growth.Tests.Storefronts.Told;

namespace Growth.Tests.Orders;

/// <summary>A few facts of one order, told in every order there is.</summary>
public abstract class EveryOrderTests
{
    public sealed class OnSqlite : EveryOrderTests;

    public sealed class OnPostgres : EveryOrderTests;

    private static readonly Func<string, (Storefront, ShopEvent)>[] Usual =
    [
        number => (ShopStore.Shop, Order(OrderStage.Created, number, 0, User("u"), lines: Lines((100, 1), (200, 1)))),
        number => (ShopStore.Shop, Paid(number, 2, User("u"), proof: PaymentProof.None)),
        number => (ShopStore.Pay, Payment(number, "t" + number, 3, payer: new ShopPerson { OpenId = "o", AppId = "wx1" })),
        number => (ShopStore.Pay, Refund(number, "r", 4, 900)),
        number => (ShopStore.Shop, Order(OrderStage.Closed, number, 1, total: null)),
    ];

    private static readonly Func<string, (Storefront, ShopEvent)>[] Odd =
    [
        number => (ShopStore.Shop, Order(OrderStage.Completed, number, 9, User("u"), total: null, currency: null, referral: "ABC")),
        number => (ShopStore.Pay, Payment(number, "a" + number, 3, 9800)),
        number => (ShopStore.Pay, Payment(number, "b" + number, 4)),
        number => (ShopStore.Shop, Paid(number, 2)),
        number => (ShopStore.Shop, Refund(number, "r", 4, 20_000)),
    ];

    [Fact]
    public Task Apply_AUsualOrderInEveryOrder_EndsTheSame() => EndsTheSameAsync(Usual, "paid");

    [Fact]
    public Task Apply_AnOddOrderInEveryOrder_EndsTheSame() => EndsTheSameAsync(Odd, "refunded");

    private static async Task EndsTheSameAsync(Func<string, (Storefront, ShopEvent)>[] told, string state)
    {
        await using var store = await ShopStore.CreateAsync(started: false);
        var orders = Permutations(told.Length).ToList();
        for (var i = 0; i < orders.Count; i++)
        {
            var apply = store.Another();
            await store.Database.WriteAsync(async transaction =>
            {
                foreach (var which in orders[i])
                {
                    var (storefront, happened) = told[which]($"N{i}");
                    await apply.RunAsync(transaction, storefront, ShopStore.Webhook(storefront), [happened]);
                }
            });
        }

        var ends = await store.Database.ReadAsync(async connection =>
        {
            var numbers = Enumerable.Range(0, orders.Count).Select(i => $"N{i}");
            var dump = (await store.DumpAsync()).Split('\n').Where(line => line.StartsWith("order:", StringComparison.Ordinal) || line.StartsWith("line:", StringComparison.Ordinal)
                || line.StartsWith("refund:", StringComparison.Ordinal) || line.StartsWith("payment:", StringComparison.Ordinal)).ToList();
            Assert.Equal(orders.Count, await connection.ExecuteScalarAsync<long>("select count(*) from shop_order where state = @state", new { state }));
            return numbers.Select(number => string.Join('\n', dump.Where(line => line.Contains($"number={number} ", StringComparison.Ordinal)).Select(line => line.Replace(number, "N", StringComparison.Ordinal)))).ToList();
        });

        for (var i = 0; i < orders.Count; i++) Assert.True(ends[i] == ends[0], $"Told in the order {string.Join(' ', orders[i])}:\n{ends[i]}\nnot\n{ends[0]}");
        Assert.NotEmpty(ends[0]);
    }

    private static IEnumerable<int[]> Permutations(int count) => count == 0
        ? [[]]
        : Permutations(count - 1).SelectMany(shorter => Enumerable.Range(0, count).Select(place => (int[])[.. shorter[..place], count - 1, .. shorter[place..]]));
}
