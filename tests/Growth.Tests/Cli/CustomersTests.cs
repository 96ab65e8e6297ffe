using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Growth.Cli.Demo;
using Growth.Storefronts;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class CustomersTests
{
    private static readonly DateTimeZone Zone = Zones.Get("Asia/Shanghai");
    private static readonly Instant Monday = Instant.FromUtc(2026, 11, 22, 16, 0);
    private static readonly Sale First = new(IsoWeek.Parse("2026-W48"), "READ-21", 9900, "CNY", Monday, Monday + Duration.FromDays(7));
    private static readonly Sale Second = First with { Week = First.Week.Next, Opens = First.Closes, Closes = First.Closes + Duration.FromDays(7) };

    [Fact]
    public void Customers_SameSeed_DoTheSame()
    {
        Assert.Equal(Describe(Acts(7, 200)), Describe(Acts(7, 200)));
        Assert.NotEqual(Describe(Acts(7, 200)), Describe(Acts(8, 200)));
    }

    [Fact]
    public void Calls_AnySeed_AreOfOurEnvelopeAndNeverToldBeforeTheyHappen() => Prop.ForAll<NonNegativeInt>(seed =>
    {
        foreach (var act in Acts(seed.Get, 40))
        {
            Assert.True(act.At >= act.Call!.HappenedAt);
            Assert.Matches("^[!-~]{1,200}$", act.EventId);
            Assert.IsType<WebhookReading.Events>(Read(act));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void SameId_IsTheSameCallFiveMinutesLater()
    {
        var twice = Acts(1, 500).GroupBy(act => act.EventId, StringComparer.Ordinal).Where(calls => calls.Count() > 1).ToList();

        Assert.NotEmpty(twice);
        Assert.All(twice, calls =>
        {
            Assert.Equal(2, calls.Count());
            Assert.Equal(calls.First().Call!.Body("code"), calls.Last().Call!.Body("code"));
            Assert.Equal(Duration.FromMinutes(5), calls.Last().At - calls.First().At);
        });
    }

    [Fact]
    public void Orders_ManyCustomers_AlsoComeOutOfOrder()
    {
        var orders = Acts(1, 1000).GroupBy(Number, StringComparer.Ordinal).Where(calls => calls.Key.Length > 0).ToList();

        Assert.Contains(orders, calls => At(calls, "order.refunded") < At(calls, "order.paid"));
        Assert.Contains(orders, calls => At(calls, "order.paid") < At(calls, "order.created"));
        Assert.Contains(orders, calls => calls.Any(act => act.Via is not null));
        Assert.InRange(orders.Count / 2000.0, 0.2, 0.45);
    }

    [Fact]
    public void FirstOrder_SaysSoOnce()
    {
        var firsts = Acts(2, 1000).Where(act => act.Call!.Type == "order.created").DistinctBy(act => act.EventId, StringComparer.Ordinal)
            .Where(act => act.Call!.Data["buyer"]!["firstOrder"]!.GetValue<bool>()).Select(act => act.Person.Name).ToList();

        Assert.NotEmpty(firsts);
        Assert.Equal(firsts.Count, firsts.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Phones_OfTheLargestCrowd_AreOfFictionAndEachTheirOwn()
    {
        var person = Person.Member(1, 1);
        var phones = Enumerable.Range(1, 20_000).Select(number => Customer.Of(1, person, number).Phone).ToList();

        Assert.All(phones, phone => Assert.Matches("^\\+1[2-9][0-9]{2}55501[0-9]{2}$", phone));
        Assert.Equal(phones.Count, phones.Distinct(StringComparer.Ordinal).Count());
    }

    private static IReadOnlyList<Act> Acts(int seed, int members)
    {
        var crowd = new Crowd(seed, members, Zone);
        var customers = new Customers(seed, crowd.Members, Zone);
        return
        [
            .. customers.SigningUp(crowd.Joining(Monday - Duration.FromHours(18), Monday)),
            .. customers.Buying(First, []),
            .. customers.Buying(Second, [First]),
        ];
    }

    private static WebhookReading Read(Act act) => ReadShopEvent.Run(new StoredWebhook
    {
        Id = 1, Storefront = "shop", Delivery = act.EventId, Type = act.Call!.Type, ReceivedAt = act.At, Body = act.Call.Body("code"), Headers = new Dictionary<string, string>(),
    });

    private static string Number(Act act) => act.Call!.Data["number"]?.GetValue<string>() ?? "";

    private static Instant? At(IEnumerable<Act> calls, string type) => calls.FirstOrDefault(act => act.Call!.Type == type)?.At;

    private static string Describe(IReadOnlyList<Act> acts) =>
        string.Join('\n', acts.Order(Act.Order).Select(act => $"{act.At} {act.EventId} {act.Via} {JsonSerializer.Serialize(act.Call!.Data)}"));
}
