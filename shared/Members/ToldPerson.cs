using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Growth.Storefronts;
using Growth.Time;
using NodaTime;

namespace Growth.Members;

/// <summary>What one event says of a person, as it may be stored: personal data sealed, and every word with its place among others.</summary>
internal sealed record ToldPerson
{
    public static ToldPerson Nobody { get; } = new() { At = Instant.MinValue, Identities = [], Contacts = [] };

    public required Instant At { get; init; }

    /// <summary>Empty: nobody is identified, and nothing is stored of them.</summary>
    public required IReadOnlyList<MemberIdentity> Identities { get; init; }

    public required IReadOnlyList<MemberContact> Contacts { get; init; }

    public Told? TimeZone { get; init; }

    public Told? Language { get; init; }

    /// <exception cref="DataKeyMissingException">There is a phone or an address, and nothing to seal it with.</exception>
    public static ToldPerson Of(ShopPerson person, string storefront, ShopEvent happened, PersonalData data)
    {
        var contacts = new List<MemberContact>(2);
        if (person.Phone is { } phone) contacts.Add(Contact(ContactKinds.Phone, phone, phone, person.PhoneVerified));
        if (person.Email is { } email) contacts.Add(Contact(ContactKinds.Email, email, email.ToLowerInvariant(), verified: false));
        return new ToldPerson
        {
            At = happened.OccurredAt,
            Identities = MemberIdentity.Of(person, storefront, data),
            Contacts = contacts,
            // What the program cannot use is no word at all: the last good one stays.
            TimeZone = person.TimeZone is { } zone && Zones.TryGet(zone, out _) ? Word("zone", zone) : null,
            Language = person.Language is "zh-CN" or "en" ? Word("language", person.Language) : null,
        };

        Told Word(string what, string value) => new(value, happened.OccurredAt, TieOf(what, value));

        MemberContact Contact(string kind, string value, string same, bool verified)
        {
            var hash = data.HashOf(kind, same);
            var sealedText = Convert.ToBase64String(data.Seal(Encoding.UTF8.GetBytes(value), ContactKinds.PurposeOf(kind)));
            return new MemberContact(kind, new Told(hash, happened.OccurredAt, TieOf(kind, hash)), verified, sealedText);
        }

        long TieOf(string what, string value) =>
            BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{storefront}\n{happened.Key}\n{what}\n{value}")));
    }
}

/// <summary>A word on one thing, and its place among all words on it.</summary>
/// <param name="Tie">Which of two of the same time is the later: of no meaning, but the same in whatever order they come.</param>
internal sealed record Told(string Value, Instant At, long Tie)
{
    public static Told? Latest(Told? one, Told? other) =>
        one is null ? other : other is null || Compare(one, other) >= 0 ? one : other;

    public static int Compare(Told one, Told other) => (one.At, one.Tie).CompareTo((other.At, other.Tie));
}

/// <summary>A phone or an address.</summary>
/// <param name="Hash">Keyed, with its place among other words on it.</param>
/// <param name="Sealed">Base64; the same text sealed twice differs.</param>
internal sealed record MemberContact(string Kind, Told Hash, bool Verified, string Sealed)
{
    /// <summary>One that is proven stands above a later one that is not: a message must not go to a mistyped number.</summary>
    public static MemberContact Better(MemberContact one, MemberContact other)
    {
        var order = one.Verified.CompareTo(other.Verified);
        return (order != 0 ? order : Told.Compare(one.Hash, other.Hash)) >= 0 ? one : other;
    }
}
