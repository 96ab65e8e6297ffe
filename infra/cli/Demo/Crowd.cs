using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>
/// The people of the demo and what they decide to do. Pure: the same seed, piece and occasion give the same acts, so that a run that was
/// killed can be gone on with by asking again.
/// </summary>
internal sealed class Crowd(int seed, int members, DateTimeZone zone)
{
    private const int MaxHandsOn = 3;

    public IReadOnlyList<Person> Members { get; } = [.. Enumerable.Range(1, members).Select(number => Person.Member(seed, number))];

    /// <summary>Everybody opens the mini-program once before the week, between the two instants, every five minutes some.</summary>
    public IEnumerable<Act> Joining(Instant from, Instant to)
    {
        var slots = Math.Max(1, (int)((to - from).TotalMinutes / 5));
        foreach (var person in Members)
        {
            var slot = Dice.For(seed, "join", person.Name).Between(0, slots - 1);
            yield return new Act { At = from + Duration.FromMinutes(slot * 5), Person = person, Kind = ActKind.Join, EventId = $"{seed}-{person.Name}-join" };
        }
    }

    /// <summary>What a push about the piece sets off in one person, and in the friends that they hand it on to.</summary>
    public IEnumerable<Act> Pushed(Person person, Offer offer, Instant received)
    {
        if (!OpensPush(person, offer)) return [];
        var dice = Dice.For(seed, "push", person.Name, offer.Slug);
        var delay = dice.Chance(0.5) ? dice.Between(1, 40) : dice.Between(40, 900);
        return WithFriends(Visit.Decide(seed, person, offer, Later(person, received, delay, dice), "p"), 0);
    }

    /// <summary>Those who come by on their own in the days after publication, because no push reached or moved them.</summary>
    public IEnumerable<Act> Wandering(Offer offer) =>
        from person in Members
        where !(person.Subscribes && OpensPush(person, offer))
        let dice = Dice.For(seed, "wander", person.Name, offer.Slug)
        where dice.Chance(person.Wandering * offer.Appeal)
        let delay = dice.Between(5, dice.Chance(0.6) ? 1500 : 5000)
        from act in WithFriends(Visit.Decide(seed, person, offer, Later(person, offer.PublishedAt, delay, dice), "b"), 0)
        select act;

    private bool OpensPush(Person person, Offer offer) =>
        Dice.For(seed, "opens", person.Name, offer.Slug).Chance(person.Curiosity * offer.Appeal);

    private IEnumerable<Act> WithFriends(Visit visit, int hands)
    {
        foreach (var act in visit.Acts) yield return act;
        if (visit.SharedAt is not { } sharedAt || hands >= MaxHandsOn) yield break;
        var dice = Dice.For(seed, "friends", visit.Person.Name, visit.Offer.Slug, visit.Way);
        for (var friend = dice.Between(1, 3); friend > 0; friend--)
        {
            var known = dice.Chance(0.45);
            var person = known ? Members[dice.Between(0, Members.Count - 1)] : Person.Guest(seed, "g" + Code(visit, friend));
            if (!dice.Chance(person.Curiosity * 0.7) || person.Name == visit.Person.Name) continue;
            var at = Later(person, sharedAt, dice.Between(3, 1200), dice);
            var next = Visit.Decide(seed, person, visit.Offer, at, "f" + Code(visit, friend), visit.Person.Name);
            foreach (var act in WithFriends(next, hands + 1)) yield return act;
        }
    }

    /// <summary>Names one link handed to one friend.</summary>
    private string Code(Visit visit, int friend) =>
        $"{(uint)(Dice.For(seed, "link", visit.Person.Name, visit.Offer.Slug, visit.Way).Next() * uint.MaxValue):x8}{friend}";

    private Instant Later(Person person, Instant from, int minutes, Dice dice) => person.Rhythm.Later(from, minutes, zone, dice);
}
