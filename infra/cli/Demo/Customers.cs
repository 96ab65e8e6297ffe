using System.Text.Json.Nodes;
using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>Who of the members signs up at the shop, and who buys what when. Pure, like <see cref="Crowd"/>.</summary>
internal sealed class Customers(int seed, IReadOnlyList<Person> members, DateTimeZone zone)
{
    private readonly IReadOnlyList<Customer> _all = [.. members.Select((person, index) => Customer.Of(seed, person, index + 1))];

    /// <param name="joining">Everybody's first time in the mini-program.</param>
    public IEnumerable<Act> SigningUp(IEnumerable<Act> joining)
    {
        var byName = _all.Where(customer => customer.SignsUp).ToDictionary(customer => customer.Person.Name, StringComparer.Ordinal);
        foreach (var join in joining)
        {
            if (!byName.TryGetValue(join.Person.Name, out var customer)) continue;
            var call = new ShopCall("member.registered", join.At, new JsonObject { ["member"] = customer.AtSignUp(zone.Id) });
            var twice = Dice.For(seed, "sign-up", join.Person.Name).Chance(0.04);
            foreach (var act in call.Deliver(join.Person, $"msg_{seed}-{customer.UserId}-registered", join.At, join.Step + 1, twice)) yield return act;
        }
    }

    /// <summary>All orders of a sale. Most buy early.</summary>
    /// <param name="earlier">The sales before it.</param>
    public IEnumerable<Act> Buying(Sale sale, IReadOnlyList<Sale> earlier)
    {
        var minutes = (sale.Closes - sale.Opens).TotalMinutes;
        foreach (var customer in _all.Where(customer => Buys(customer, sale)))
        {
            var (person, dice) = (customer.Person, Dice.For(seed, "basket", customer.Person.Name, sale.Week.ToString()));
            var placed = person.Rhythm.Later(sale.Opens, (int)(minutes * Math.Pow(dice.Next(), 1.6)), zone, dice);
            if (placed >= sale.Closes) continue;
            var inviter = dice.Chance(0.3) ? members[dice.Between(0, members.Count - 1)].Name : null;
            var first = !customer.Regular && !earlier.Any(one => Buys(customer, one));
            foreach (var act in new Purchase(seed, customer, sale, placed, first, inviter == person.Name ? null : inviter).Decide()) yield return act;
        }
    }

    private bool Buys(Customer customer, Sale sale) => Dice.For(seed, "buys", customer.Person.Name, sale.Week.ToString()).Chance(customer.Interest);
}
