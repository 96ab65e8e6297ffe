using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Growth.Storage;
using NodaTime;

namespace Growth.Tracking;

/// <summary>
/// Client event ids of at least the last 48 hours, in two tables that take turns: both are asked, one is filled, and when that one is
/// 48 hours old the other is emptied and takes over. A unique index over all ids ever seen would sink ingest as it grows.
/// An id is its sender's own: nobody can use up another's. It is kept as 64 bits of its SHA-256; that two of a million ids of one reader
/// meet in them, and the later one is taken for a duplicate, has a chance of 1 in 37 million.
/// </summary>
internal sealed class EventIds(EventIdTurn turn)
{
    private static readonly Column[] Columns = [Column.Number("reader_id"), Column.Number("id")];

    private static readonly string[] Fill = [FillOf("event_id_0", "event_id_1"), FillOf("event_id_1", "event_id_0")];

    private static readonly string[] Keep = [KeepOf("event_id_0"), KeepOf("event_id_1")];

    private readonly HashSet<(long Reader, long Id)> _asked = [];
    private readonly HashSet<(long Reader, long Id)> _new = [];
    private EventIdTurn? _stored;

    public static Duration Kept { get; } = Duration.FromHours(48);

    public static long HashOf(string id)
    {
        Span<byte> text = stackalloc byte[Encoding.UTF8.GetMaxByteCount(id.Length)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(id, text)], hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    /// <returns>False: the same id of this reader stands before it in this group.</returns>
    public bool Ask(long reader, long id) => _asked.Add((reader, id));

    /// <summary>Fills the table whose turn it was when this process last looked, and looks again.</summary>
    public void Add(Batch batch)
    {
        var rows = RowsOf(_asked);
        batch.Query("select current, since from event_id_turn where id = 1", Rows.One, row => _stored = new EventIdTurn(row.GetInt64(0), SqlTypes.FromMicros(row.GetInt64(1))));
        batch.Insert(Fill[turn.Current], rows, ["reader_id", "id"], row => _new.Add((row.GetInt64(0), row.GetInt64(1))));
    }

    /// <summary>After <see cref="Add"/>: whether this reader had not sent this id before.</summary>
    public bool IsNew(long reader, long id) => _new.Contains((reader, id));

    /// <summary>
    /// After <see cref="Add"/>: turns the tables when it is time. Of several at once one finds the row as it read it. What went into a table
    /// that another had turned away from is written to the right one too, so that it is kept as long as it should be; no id slips through
    /// in between, for both tables are asked, and one id comes to one piece, whose lock is held.
    /// </summary>
    /// <returns>Whose turn it is from the commit on.</returns>
    public async Task<EventIdTurn> TurnAsync(Transaction transaction, Instant now)
    {
        if (_stored is null)
        {
            await transaction.ExecuteAsync("insert into event_id_turn (id, current, since) values (1, 0, @now) on conflict (id) do nothing", new { now });
            return EventIdTurn.First;
        }

        if (_stored.Current != turn.Current) await transaction.ExecuteAsync(Keep[_stored.Current], RowsOf(_new));
        if (now - _stored.Since < Kept) return _stored;
        var next = new EventIdTurn(1 - _stored.Current, now);
        var turned = await transaction.ExecuteAsync(
            "update event_id_turn set current = @Current, since = @Since where id = 1 and since = @before", new { next.Current, next.Since, before = _stored.Since });
        if (turned == 1) await transaction.EmptyAsync(next.Current == 0 ? "event_id_0" : "event_id_1");
        return next;
    }

    private static Rows RowsOf(IEnumerable<(long Reader, long Id)> ids)
    {
        var rows = new Rows(Columns);
        foreach (var (reader, id) in ids.Order()) rows.Add(reader, id);
        return rows;
    }

    private static string KeepOf(string current) =>
        $$"""
        insert into {{current}} (reader_id, id) select r.reader_id, r.id from {rows} where true
        on conflict (reader_id, id) do nothing
        """;

    private static string FillOf(string current, string other) =>
        $$"""
        insert into {{current}} (reader_id, id) select r.reader_id, r.id from {rows}
        where not exists (select 1 from {{other}} o where o.reader_id = r.reader_id and o.id = r.id)
        on conflict (reader_id, id) do nothing
        """;
}

/// <summary>Which of the two tables is filled, and since when.</summary>
internal sealed record EventIdTurn(long Current, Instant Since)
{
    public static EventIdTurn First { get; } = new(0, Instant.MinValue);
}
