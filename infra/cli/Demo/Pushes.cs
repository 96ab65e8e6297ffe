namespace Growth.Cli.Demo;

/// <summary>Brings a delivered push to the person whose phone it went to: the address is what the phone was told of itself.</summary>
internal sealed class Pushes(Phones phones, Crowd crowd)
{
    private readonly Dictionary<string, Person> _people = crowd.Members.ToDictionary(person => person.Name, StringComparer.Ordinal);

    /// <returns>What it sets off.</returns>
    public IEnumerable<Act> Follow(Delivered message, IReadOnlyList<Offer> offers) =>
        offers.FirstOrDefault(offer => offer.Slug == message.Announces) is { } offer
        && phones.ByRef(message.Address) is { } phone && _people.TryGetValue(phone.Person, out var person)
            ? crowd.Pushed(person, offer, message.SentAt)
            : [];
}
