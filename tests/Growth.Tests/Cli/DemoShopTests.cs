using System.Globalization;
using Growth.Cli.Demo;
using Growth.Config;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class DemoShopTests
{
    private const int Members = 300;

    [Fact]
    public async Task Week_EndsWithOrdersInEveryState_AsTheShopToldThem()
    {
        using var folder = new CliFolder(workspace: false);
        var workspace = Path.Combine(folder.Root, "demo");

        var result = await folder.RunAsync("demo", "-w", "demo", "--members", $"{Members}", "--seed", "4");

        Assert.Equal((0, ""), (result.Code, result.Error));
        var store = await DemoStore.ReadAsync(workspace);
        Assert.Equal(["closed", "completed", "created", "paid", "refunded"], store.Orders.Select(order => order.State).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Contains(store.Orders, order => order.Refunded > 0 && order.Refunded < order.Paid);
        Assert.Contains(store.Orders, order => order.ReferralCode is not null);
        Assert.All(store.Webhooks, line => Assert.Contains(" applied x ", line, StringComparison.Ordinal));
        AssertAsTold(store, Told(workspace, seed: 4));
        AssertSummary(store, result.Out);
    }

    [Fact]
    public async Task Shop_SignsWithAnotherSecret_EndsTheDemoAndSaysWhy()
    {
        using var folder = new CliFolder();
        var marker = new DemoMarker { Settings = new DemoSettings { Members = 20, Seed = 1, Weeks = 1 } };
        var weeks = DemoWeeks.Of(ReadWorkspace.Run(folder.Workspace), 1)!;
        var agreed = ShopAccess.Of(weeks.Config, marker)!;
        await using var demo = new RunDemo(DemoFolder.At(folder.Workspace), marker.Settings, recorded: null, new NobodyWatches());
        await demo.StartAsync(weeks.Start, agreed, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<ShopRefusedException>(() => demo.RunAsync(weeks, agreed with { Secret = new DemoMarker { Settings = marker.Settings }.ShopSecret }, CancellationToken.None));

        Assert.StartsWith("POST /webhooks/shop answered 401: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(agreed.Secret, refused.Message, StringComparison.Ordinal);
        var sum = await demo.ShopAsync(CancellationToken.None);
        Assert.Equal((0, 0), (sum.Members, sum.Webhooks.Count));
    }

    [Fact]
    public async Task NoShopOfThisKind_WeekGoesOnWithoutOrders()
    {
        using var folder = new CliFolder();
        folder.Edit("growth.yaml", "  shop: { kind: standard-webhooks, secrets: [\"${SHOP_WEBHOOK_SECRET}\"], refundWindow: 7d }",
            "  shop: { kind: shopify, shop: mystore.myshopify.com, secrets: [\"${SHOP_WEBHOOK_SECRET}\"], refundWindow: 7d }");

        var result = await folder.RunAsync("demo", "-w", "campaigns", "--members", "4");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Empty((await DemoStore.ReadAsync(folder.Workspace)).Webhooks);
        Assert.DoesNotContain("Storefront ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_InTheMarkerIsNone_IsRefused()
    {
        using var folder = new CliFolder();
        DemoFolder.At(folder.Workspace).Write(new DemoMarker { Settings = new DemoSettings { Members = 20, Seed = 1, Weeks = 1 }, ShopSecret = "whsec_short" });

        var result = await folder.RunAsync("demo", "-w", "campaigns");

        Assert.Equal(1, result.Code);
        Assert.Contains("shopSecret", result.Error, StringComparison.Ordinal);
    }

    /// <summary>What the shop tells of by the end of the demo, by order.</summary>
    private static ILookup<string, ShopCall> Told(string workspace, int seed)
    {
        var weeks = DemoWeeks.Of(ReadWorkspace.Run(workspace), 1)!;
        var customers = new Customers(seed, new Crowd(seed, Members, weeks.Config.Zone).Members, weeks.Config.Zone);
        return customers.Buying(Sale.Of(weeks.Plans[0], weeks.Config, "shop")!, []).Where(act => act.At <= weeks.End)
            .ToLookup(act => act.Call!.Data["number"]!.GetValue<string>(), act => act.Call!, StringComparer.Ordinal);
    }

    private static void AssertAsTold(DemoStore store, ILookup<string, ShopCall> told)
    {
        Assert.Equal(told.Select(calls => calls.Key).Order(StringComparer.Ordinal), store.Orders.Select(order => order.Number).Order(StringComparer.Ordinal));
        foreach (var order in store.Orders)
        {
            var calls = told[order.Number].ToLookup(call => call.Type, StringComparer.Ordinal);
            var (price, back) = (calls["order.created"].First().Data["total"]!.GetValue<long>(), calls["order.refunded"].FirstOrDefault()?.Data["amount"]!.GetValue<long>() ?? 0);
            var state = back == price ? "refunded" : calls.Contains("order.completed") ? "completed" : calls.Contains("order.paid") ? "paid" : calls.Contains("order.closed") ? "closed" : "created";
            Assert.Equal((order.Number, state, back), (order.Number, order.State, order.Refunded));
        }
    }

    private static void AssertSummary(DemoStore store, string text)
    {
        string Count(string state) => store.Orders.Count(order => order.State == state).ToString(CultureInfo.InvariantCulture);
        Assert.Contains($"{store.Orders.Count}: not paid yet {Count("created")}, paid {Count("paid")}, completed {Count("completed")}, refunded in full {Count("refunded")}, closed unpaid {Count("closed")}", text, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{store.Orders.Sum(order => order.Paid ?? 0) / 100m:F2} CNY for "), text, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"; {store.Orders.Sum(order => order.Refunded) / 100m:F2} CNY went back for "), text, StringComparison.Ordinal);
    }

    private sealed class NobodyWatches : IStory
    {
        public void Delivered(IReadOnlyList<Delivered> messages)
        {
        }

        public void At(Instant now, Tally tally)
        {
        }

        public void Shop(ShopSum sum)
        {
        }

        public void Planned(IsoWeek week)
        {
        }
    }
}
