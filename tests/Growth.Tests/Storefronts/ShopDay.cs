using Growth.Storefronts;
using Growth.Tests.Tracking;
using NodaTime;
using static Growth.Tests.Storefronts.Told;

namespace Growth.Tests.Storefronts;

/// <summary>A day of three storefronts as it happens, made from a seed: orders and all that becomes of them, people who turn out to be one, facts, reading.</summary>
internal sealed class ShopDay(int seed)
{
    private const int People = 40;
    private const int Orders = 45;

    private readonly Random _random = new(seed);
    private readonly List<Delivery> _deliveries = [];

    /// <summary>As it happened.</summary>
    public IReadOnlyList<Delivery> Make()
    {
        for (var i = 0; i < Orders; i++) MakeOrder(i);
        // One payment that never fits, whatever the seed.
        Tell(ShopStore.Shop, Order(OrderStage.Created, "S-odd", 1));
        Tell(ShopStore.Pay, Payment("S-odd", "t-odd", 2, Price - 1));
        for (var i = 0; i < 30; i++) Tell(ShopStore.Shop, Fact($"f{i}", i * 20, i % 5 == 0 ? null : Person(ShopStore.Shop), i % 5 == 0 ? "stock.changed" : "check-in.done", $$"""{"day":{{i}}}"""));
        for (var i = 0; i < 40; i++)
        {
            var storefront = _random.Next(2) == 0 ? ShopStore.Shop : ShopStore.Other;
            Tell(storefront, Member($"m{i}", _random.Next(800), Person(storefront) with
            {
                TimeZone = Pick(null, "Asia/Shanghai", "Asia/Tokyo"),
                Language = Pick(null, "zh-CN", "en"),
                Email = Pick(null, "a@example.com", "b@example.com", "c@example.com"),
            }));
        }

        // Whose reading is reported is nobody else: unique counts do not move when members merge.
        for (var i = 0; i < 30; i++) Tell(ShopStore.Shop, Read($"r{i}", i, $"reader-{_random.Next(6)}", Pick(TrackingStore.Published, TrackingStore.AlsoPublished, "no-such-piece")!, (ContentAct)_random.Next(3)));
        return [.. _deliveries.OrderBy(delivery => delivery.Webhook.ReceivedAt)];
    }

    private void MakeOrder(int i)
    {
        var shop = _random.Next(3) == 0 ? ShopStore.Other : ShopStore.Shop;
        var (number, minute, price) = ($"{(shop == ShopStore.Shop ? "S" : "O")}{i}", _random.Next(600), 100L * _random.Next(1, 200));
        var buyer = Person(shop);
        Tell(shop, Order(OrderStage.Created, number, minute, Maybe(buyer), price, lines: Lines((price / 2, 1), (price - (price / 2), 2)), referral: Pick(null, "ABC")));
        if (_random.Next(6) == 0) Tell(shop, Order(OrderStage.Closed, number, minute + 30, total: null, currency: null));
        if (_random.Next(5) != 0) Tell(shop, Paid(number, minute + 2, Maybe(buyer), price, (PaymentProof)_random.Next(3), Pick("CNY", "CNY", "CNY", "USD")));
        if (shop == ShopStore.Shop)
        {
            var amount = _random.Next(6) == 0 ? price - 1 : price;
            var payer = new ShopPerson { OpenId = $"open-{_random.Next(People)}", AppId = "wx1" };
            if (_random.Next(4) != 0) Tell(ShopStore.Pay, Payment(number, $"t{i}", minute + 3, amount, payer: payer));
            if (_random.Next(8) == 0) Tell(ShopStore.Pay, Payment(number, $"u{i}", minute + 4, price, payer: payer));
        }

        for (var refund = 0; refund < _random.Next(3); refund++)
        {
            Tell(shop, Refund(number, $"r{refund}", minute + 60 + refund, (price / 2) + _random.Next(3), Pick(null, null, "cashback"), line: Pick(null, "1")));
            if (shop == ShopStore.Shop) Tell(ShopStore.Pay, Refund(number, $"50{refund}", minute + 61 + refund, (price / 2) + 1));
        }

        if (_random.Next(2) == 0) Tell(shop, Order(OrderStage.Completed, number, minute + 300, total: null, currency: null));
    }

    /// <summary>Somebody by some of what is known of them; whoever has two storefronts is one by their union id or phone.</summary>
    private ShopPerson Person(Storefront storefront)
    {
        var i = _random.Next(People);
        return new ShopPerson
        {
            UserId = $"{storefront.Name}-{i}",
            OpenId = _random.Next(3) == 0 ? $"open-{i}" : null,
            AppId = "wx1",
            UnionId = _random.Next(4) == 0 ? $"union-{i / 2}" : null,
            Phone = _random.Next(3) == 0 ? $"+86138001380{i:00}" : null,
            PhoneVerified = _random.Next(2) == 0,
        };
    }

    private void Tell(Storefront storefront, ShopEvent happened) =>
        _deliveries.Add(new Delivery(storefront, ShopStore.Webhook(storefront, happened.OccurredAt + Duration.FromSeconds(_random.Next(1, 900))), [happened]));

    private ShopPerson? Maybe(ShopPerson person) => _random.Next(3) == 0 ? null : person;

    private string? Pick(params string?[] values) => values[_random.Next(values.Length)];
}
