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
internal sealed class EventIds
{
    private static readonly Column[] Columns = [Column.Number("reader_id"), Column.Number("id")];

    private readonly HashSet<(long Reader, long Id)> _asked = [];
    private readonly HashSet<(long Reader, long Id)> _new = [];
    private Turn _turn = new(0, Instant.MinValue);

    public static Duration Kept { get; } = Duration.FromHours(48);

    public static long HashOf(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    public void AskTurn(Batch batch) =>
        batch.Query("select current, since from event_id_turn where id = 1", Rows.One, row => _turn = new Turn(row.GetInt64(0), SqlTypes.FromMicros(row.GetInt64(1))));

    /// <summary>
    /// Turns the tables when it is time. Of several at once one finds the row as it read it; who still fills the other table is no harm, for
    /// both are asked, and one id comes to one piece, whose lock is held.
    /// </summary>
    public async Task TurnAsync(Transaction transaction, Instant now)
    {
        if (_turn.Since == Instant.MinValue)
        {
            _turn = new Turn(0, now);
            await transaction.ExecuteAsync("insert into event_id_turn (id, current, since) values (1, 0, @now) on conflict (id) do nothing", new { now });
        }
        else if (now - _turn.Since >= Kept)
        {
            var next = new Turn(1 - _turn.Current, now);
            var turned = await transaction.ExecuteAsync(
                "update event_id_turn set current = @Current, since = @Since where id = 1 and since = @before", new { next.Current, next.Since, before = _turn.Since });
            if (turned == 1) await transaction.EmptyAsync(next.Current == 0 ? "event_id_0" : "event_id_1");
            _turn = next;
        }
    }

    /// <returns>False: the same id of this reader stands before it in this group.</returns>
    public bool Ask(long reader, long id) => _asked.Add((reader, id));

    public void Add(Batch batch)
    {
        var rows = new Rows(Columns);
        foreach (var (reader, id) in _asked.Order()) rows.Add(reader, id);
        batch.Query(
            _turn.Current == 0 ? Fill("event_id_0", "event_id_1") : Fill("event_id_1", "event_id_0"), rows, row => _new.Add((row.GetInt64(0), row.GetInt64(1))));
    }

    /// <summary>After <see cref="Add"/>: whether this reader had not sent this id before.</summary>
    public bool IsNew(long reader, long id) => _new.Contains((reader, id));

    private static string Fill(string current, string other) =>
        $$"""
        insert into {{current}} (reader_id, id) select r.reader_id, r.id from {rows}
        where not exists (select 1 from {{other}} o where o.reader_id = r.reader_id and o.id = r.id)
        on conflict (reader_id, id) do nothing
        returning reader_id, id
        """;

    private sealed record Turn(long Current, Instant Since);
}
