using System.Globalization;
using Dapper;
using Growth.Storage;

namespace Growth.Cli.Demo;

/// <summary>Brings a delivered push to the person whose phone it went to.</summary>
internal sealed class Pushes(Database database, Phones phones, Crowd crowd)
{
    private const string ReaderPrefix = "reader:";

    private readonly Dictionary<long, string> _refs = [];
    private readonly Dictionary<string, Person> _people = crowd.Members.ToDictionary(person => person.Name, StringComparer.Ordinal);

    /// <returns>What it sets off.</returns>
    public async Task<IEnumerable<Act>> FollowAsync(Delivered message, IReadOnlyList<Offer> offers, CancellationToken cancellationToken)
    {
        if (offers.FirstOrDefault(offer => offer.Slug == message.Announces) is not { } offer) return [];
        if (!message.Recipient.StartsWith(ReaderPrefix, StringComparison.Ordinal)
            || !long.TryParse(message.Recipient.AsSpan(ReaderPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var reader)) return [];
        return await RefAsync(reader, cancellationToken) is { } reference && phones.ByRef(reference) is { } phone && _people.TryGetValue(phone.Person, out var person)
            ? crowd.Pushed(person, offer, message.SentAt)
            : [];
    }

    // A push provider knows whose phone an address is; the file channel's address is the reader's number, so the store is asked instead.
    private async Task<string?> RefAsync(long reader, CancellationToken cancellationToken)
    {
        if (_refs.TryGetValue(reader, out var known)) return known;
        var rows = await database.ReadAsync(connection => connection.QueryAsync<Row>("select id, ref from reader"), cancellationToken);
        foreach (var row in rows) _refs[row.Id] = row.Ref;
        return _refs.GetValueOrDefault(reader);
    }

    private sealed record Row
    {
        public long Id { get; init; }

        public string Ref { get; init; } = "";
    }
}
