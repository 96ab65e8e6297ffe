using System.Globalization;
using System.Text.Json.Nodes;
using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>
/// One order from the basket to its end, and how the shop's word of it travels: mostly at once, sometimes late, twice, or after a later word,
/// as with real shops. Pure: the same seed, customer and sale give the same calls under the same ids.
/// </summary>
/// <param name="inviter">Whose link brought them: a person's name; null: they came by themselves.</param>
internal sealed class Purchase(int seed, Customer customer, Sale sale, Instant placed, bool firstOrder, string? inviter)
{
    private readonly Dice _dice = Dice.For(seed, "order", customer.Person.Name, sale.Week.ToString());
    private readonly List<Act> _acts = [];
    private readonly string _number = string.Create(CultureInfo.InvariantCulture, $"{sale.Week}-{customer.UserId}");

    public IReadOnlyList<Act> Decide()
    {
        var pays = _dice.Chance(0.86);
        var paid = placed + Minutes(1, 12);
        var order = sale.Order(_number, customer.AtCheckout(firstOrder));
        // The worker of payments may be ahead of the worker of orders.
        Tell("order.created", placed, pays && _dice.Chance(0.06) ? paid + Minutes(5, 9) : placed, order, inviter);
        if (pays) Pay(paid);
        else if (_dice.Chance(0.6)) Tell("order.closed", placed + Duration.FromMinutes(30), placed + Duration.FromMinutes(30), new JsonObject { ["number"] = _number });
        return _acts;
    }

    private void Pay(Instant paid)
    {
        var regrets = _dice.Chance(0.10) ? paid + Minutes(60, 3600) : default(Instant?);
        var whole = _dice.Chance(0.6);
        // A notice that got stuck comes after the money has gone back already.
        var stuck = regrets is not null && _dice.Chance(0.35);
        Tell("order.paid", paid, stuck ? regrets!.Value + Minutes(5, 90) : paid, sale.Order(_number, customer.AtPayment()), inviter);
        if (regrets is { } refunded) Tell("order.refunded", refunded, refunded, Refund(whole ? sale.Price : Math.Max(1, sale.Price * _dice.Between(10, 50) / 100)));
        if (regrets is not null && whole) return;
        var arrived = paid + Minutes(1200, 4800);
        if (_dice.Chance(0.8)) Tell("order.completed", arrived, arrived, new JsonObject { ["number"] = _number });
    }

    private JsonObject Refund(long amount) => new()
    {
        ["number"] = _number,
        ["refundId"] = "r-1",
        ["amount"] = amount,
        ["currency"] = sale.Currency,
        ["line"] = "1",
        ["purpose"] = "returned",
    };

    private void Tell(string type, Instant happened, Instant told, JsonObject data, string? via = null) => _acts.AddRange(
        new ShopCall(type, happened, data).Deliver(customer.Person, $"msg_{seed}-{_number}-{type}", told, _acts.Count, _dice.Chance(0.04), via));

    private Duration Minutes(int from, int to) => Duration.FromMinutes(_dice.Between(from, to));
}
