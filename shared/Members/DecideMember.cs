using NodaTime;

namespace Growth.Members;

/// <summary>A member as stored, as far as events change them.</summary>
internal sealed record KnownMember
{
    public required long Id { get; init; }

    public required string Key { get; init; }

    /// <summary>The earliest that anything is told of them.</summary>
    public required Instant CreatedAt { get; init; }

    public Told? TimeZone { get; init; }

    public Told? Language { get; init; }

    /// <summary>By kind.</summary>
    public IReadOnlyDictionary<string, MemberContact> Contacts { get; init; } = new Dictionary<string, MemberContact>(StringComparer.Ordinal);
}

/// <summary>What one more word makes of the members that it names.</summary>
/// <param name="Before">Null: nobody was known.</param>
/// <param name="After">The one they all are; of a new one the id is 0.</param>
/// <param name="Merged">Ids of those that are no members of their own any more.</param>
internal sealed record MemberChange(KnownMember? Before, KnownMember After, IReadOnlyList<long> Merged);

/// <summary>
/// Whoever shares an identity is one person: the members are the connected parts of what was ever told, which no order of telling changes.
/// What is said of them is merged by rules that are commutative, associative and idempotent: the earliest time, the latest word.
/// </summary>
internal static class DecideMember
{
    /// <param name="found">The members that have any of the told identities.</param>
    /// <param name="key">Of a new member.</param>
    public static MemberChange After(IReadOnlyCollection<KnownMember> found, ToldPerson told, string key)
    {
        var survivor = found.MinBy(member => member.Id);
        var others = found.Where(member => member.Id != survivor!.Id).OrderBy(member => member.Id).ToList();
        var one = others.Aggregate(survivor ?? new KnownMember { Id = 0, Key = key, CreatedAt = told.At }, Join);
        var after = one with
        {
            CreatedAt = Instant.Min(one.CreatedAt, told.At),
            TimeZone = Told.Latest(one.TimeZone, told.TimeZone),
            Language = Told.Latest(one.Language, told.Language),
            Contacts = Join(one.Contacts.Values.Concat(told.Contacts)),
        };
        return new MemberChange(survivor, after, [.. others.Select(member => member.Id)]);
    }

    private static KnownMember Join(KnownMember one, KnownMember other) => one with
    {
        CreatedAt = Instant.Min(one.CreatedAt, other.CreatedAt),
        TimeZone = Told.Latest(one.TimeZone, other.TimeZone),
        Language = Told.Latest(one.Language, other.Language),
        Contacts = Join(one.Contacts.Values.Concat(other.Contacts.Values)),
    };

    private static Dictionary<string, MemberContact> Join(IEnumerable<MemberContact> contacts) =>
        contacts.GroupBy(contact => contact.Kind, StringComparer.Ordinal).ToDictionary(kind => kind.Key, kind => kind.Aggregate(MemberContact.Better), StringComparer.Ordinal);
}
