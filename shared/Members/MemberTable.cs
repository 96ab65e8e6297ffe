using System.Buffers.Text;
using System.Security.Cryptography;
using Growth.Storage;

namespace Growth.Members;

/// <summary>The member that one event is about, as its transaction sees them: looked up, made, merged and written.</summary>
internal sealed class MemberTable(ToldPerson told)
{
    private const int KeyBytes = 16;

    private const string Identified = "{rows} join member_identity i on i.kind = r.kind and i.scope = r.scope and i.value = r.value";

    private const string Find =
        $"""
        select i.kind, i.scope, i.value, i.first_at, m.id, m.key, m.created_at,
            m.time_zone, m.time_zone_at, m.time_zone_tie, m.language, m.language_at, m.language_tie
        from {Identified} join member m on m.id = i.member_id
        """;

    private const string FindContacts =
        $"select c.member_id, c.kind, c.hash, c.said_at, c.tie, c.verified, c.sealed from {Identified} join member_contact c on c.member_id = i.member_id";

    private const string Make = "insert into member (key, created_at) select r.key, r.created_at from {rows} where true returning id";

    private const string Change =
        """
        update member set created_at = r.created_at, time_zone = r.time_zone, time_zone_at = r.time_zone_at, time_zone_tie = r.time_zone_tie,
            language = r.language, language_at = r.language_at, language_tie = r.language_tie
        from {rows} where member.id = r.id
        """;

    // Of two that meet here the later is run again by the engine, and then finds what the first one made.
    private const string Prove =
        """
        insert into member_identity (kind, scope, value, member_id, verified, first_at)
        select r.kind, r.scope, r.value, r.member_id, 1, r.first_at from {rows} where true
        on conflict (kind, scope, value) do update set first_at = excluded.first_at
        """;

    private const string Reach =
        """
        insert into member_contact (member_id, kind, hash, sealed, verified, said_at, tie)
        select r.member_id, r.kind, r.hash, r.sealed, r.verified, r.said_at, r.tie from {rows} where true
        on conflict (member_id, kind) do update set hash = excluded.hash, sealed = excluded.sealed, verified = excluded.verified,
            said_at = excluded.said_at, tie = excluded.tie
        """;

    private static readonly Column[] IdentityColumns = [Column.Text("kind"), Column.Text("scope"), Column.Text("value")];
    private static readonly Column[] MakeColumns = [Column.Text("key"), Column.Number("created_at")];
    private static readonly Column[] ProveColumns = [.. IdentityColumns, Column.Number("member_id"), Column.Number("first_at")];

    private static readonly Column[] ChangeColumns =
    [
        Column.Number("id"), Column.Number("created_at"), Column.Text("time_zone"), Column.Number("time_zone_at"), Column.Number("time_zone_tie"),
        Column.Text("language"), Column.Number("language_at"), Column.Number("language_tie"),
    ];

    private static readonly Column[] ReachColumns =
    [
        Column.Number("member_id"), Column.Text("kind"), Column.Text("hash"), Column.Text("sealed"), Column.Number("verified"), Column.Number("said_at"), Column.Number("tie"),
    ];

    private readonly Dictionary<MemberIdentity, long> _firstAt = [];
    private readonly Dictionary<long, KnownMember> _found = [];
    private readonly Dictionary<(long Member, string Kind), MemberContact> _contacts = [];
    private MemberChange? _change;

    /// <summary>After <see cref="SaveAsync"/>; null: the event proves nobody.</summary>
    public long? Id { get; private set; }

    /// <summary>After <see cref="SaveAsync"/>: the id in the member's token.</summary>
    public string? Key => _change?.After.Key;

    public void Ask(Batch batch)
    {
        var rows = new Rows(IdentityColumns);
        foreach (var (kind, scope, value) in told.Identities) rows.Add(kind, scope, value);
        batch.Query(Find, rows, Read);
        batch.Query(FindContacts, rows, row => _contacts[(row.GetInt64(0), row.GetString(1))] =
            new MemberContact(row.GetString(1), new Told(row.GetString(2), SqlTypes.FromMicros(row.GetInt64(3)), row.GetInt64(4)), row.GetInt64(5) == 1, row.GetString(6)));
    }

    /// <summary>Decides, once what <see cref="Ask"/> asked is known, and makes a member where there is none yet.</summary>
    public void MakeWhatIsMissing(Batch batch)
    {
        if (told.Identities.Count == 0) return;
        var found = _found.Values.Select(member => member with { Contacts = _contacts.Where(one => one.Key.Member == member.Id).ToDictionary(one => one.Key.Kind, one => one.Value, StringComparer.Ordinal) });
        _change = DecideMember.After([.. found], told, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes)));
        Id = _change.After.Id;
        if (_change.Before is not null) return;
        var rows = new Rows(MakeColumns);
        rows.Add(_change.After.Key, _change.After.CreatedAt);
        batch.Query(Make, rows, row => Id = row.GetInt64(0));
    }

    /// <summary>Merges now, and leaves the rest of the writing to the batch's next run.</summary>
    public async Task SaveAsync(Transaction transaction, Batch batch)
    {
        if (_change is null || Id is not { } id) return;
        foreach (var merged in _change.Merged) await MergeMembers.RunAsync(transaction, merged, id);
        SaveMember(batch, id);
        var proven = new Rows(ProveColumns);
        foreach (var identity in told.Identities.OrderBy(one => one.Kind, StringComparer.Ordinal))
        {
            if (!_firstAt.TryGetValue(identity, out var first) || first > told.At.ToMicros()) proven.Add(identity.Kind, identity.Scope, identity.Value, id, told.At);
        }

        batch.Execute(Prove, proven);
        var reached = new Rows(ReachColumns);
        foreach (var (kind, contact) in _change.After.Contacts.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (_change.Before?.Contacts.GetValueOrDefault(kind) != contact)
                reached.Add(id, kind, contact.Hash.Value, contact.Sealed, contact.Verified ? 1 : 0, contact.Hash.At, contact.Hash.Tie);
        }

        batch.Execute(Reach, reached);
    }

    /// <summary>An id that was read before: the same, or whom that member has been merged into meanwhile.</summary>
    public long? Current(long? member) => member is { } id && _change?.Merged.Contains(id) == true ? Id : member;

    private void SaveMember(Batch batch, long id)
    {
        var (before, after) = (_change!.Before, _change.After);
        var same = before is null
            ? after.TimeZone is null && after.Language is null
            : (before.CreatedAt, before.TimeZone, before.Language) == (after.CreatedAt, after.TimeZone, after.Language);
        if (same) return;
        var rows = new Rows(ChangeColumns);
        rows.Add(id, after.CreatedAt, after.TimeZone?.Value, after.TimeZone?.At, after.TimeZone?.Tie, after.Language?.Value, after.Language?.At, after.Language?.Tie);
        batch.Execute(Change, rows);
    }

    private void Read(IRow row)
    {
        _firstAt[new MemberIdentity(row.GetString(0), row.GetString(1), row.GetString(2))] = row.GetInt64(3);
        _found[row.GetInt64(4)] = new KnownMember
        {
            Id = row.GetInt64(4),
            Key = row.GetString(5),
            CreatedAt = SqlTypes.FromMicros(row.GetInt64(6)),
            TimeZone = ToldOf(7),
            Language = ToldOf(10),
        };

        Told? ToldOf(int column) => row.IsDBNull(column) ? null : new Told(row.GetString(column), SqlTypes.FromMicros(row.GetInt64(column + 1)), row.GetInt64(column + 2));
    }
}
