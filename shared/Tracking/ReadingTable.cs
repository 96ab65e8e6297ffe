using Growth.Storage;
using NodaTime;

namespace Growth.Tracking;

/// <summary>
/// Who has done what with which piece, as one transaction sees it: each row is read once and written once, all of them together. What this
/// process remembers is not read again, if the locked pieces say that it still holds (<see cref="KnownReadings"/>).
/// </summary>
internal sealed class ReadingTable(KnownReadings remembered)
{
    private const string FindAll =
        """
        select p.piece_id, p.reader_id, p.first_at, p.viewed_at, p.scroll, p.seconds, p.completed_at, p.shared_at, p.via_reader_id, p.brought_at, p.bringer_at
        from {rows} join piece_reader p on p.piece_id = r.piece_id and p.reader_id = r.reader_id
        """;

    private const string SaveAll =
        """
        insert into piece_reader (piece_id, reader_id, first_at, viewed_at, scroll, seconds, completed_at, shared_at, via_reader_id, brought_at, bringer_at)
        select r.piece_id, r.reader_id, r.first_at, r.viewed_at, r.scroll, r.seconds, r.completed_at, r.shared_at, r.via_reader_id, r.brought_at, r.bringer_at
        from {rows} where true
        on conflict (piece_id, reader_id) do update set viewed_at = excluded.viewed_at, scroll = excluded.scroll,
            seconds = excluded.seconds, completed_at = excluded.completed_at, shared_at = excluded.shared_at,
            bringer_at = excluded.bringer_at
        """;

    private static readonly Column[] FindColumns = [Column.Number("piece_id"), Column.Number("reader_id")];

    private static readonly Column[] SaveColumns =
    [
        .. new[]
        {
            "piece_id", "reader_id", "first_at", "viewed_at", "scroll", "seconds", "completed_at", "shared_at", "via_reader_id", "brought_at", "bringer_at",
        }.Select(Column.Number),
    ];

    private readonly HashSet<(long Piece, long Reader)> _asked = [];
    private readonly Dictionary<long, long> _assumed = [];
    private readonly Dictionary<(long Piece, long Reader), Reading> _known = [];
    private readonly HashSet<(long Piece, long Reader)> _changed = [];

    public void Ask(long piece, long reader) => _asked.Add((piece, reader));

    /// <summary>Takes what is remembered and asks for the rest.</summary>
    public void Load(Batch batch)
    {
        var rows = new Rows(FindColumns);
        foreach (var key in _asked)
        {
            if (remembered.Find(key.Piece, key.Reader) is { } known)
            {
                _assumed[key.Piece] = known.Generation;
                _known.Add(key, known.Reading);
            }
            else rows.Add(key.Piece, key.Reader);
        }

        Find(batch, rows);
    }

    /// <summary>After the lock: asks again for what was remembered of pieces that somebody else has changed since; mostly nothing.</summary>
    public void Check(Batch batch, PieceTable pieces)
    {
        var changed = _assumed.Where(piece => pieces.Locked(piece.Key).Generation != piece.Value).Select(piece => piece.Key).ToHashSet();
        if (changed.Count == 0) return;
        var rows = new Rows(FindColumns);
        foreach (var key in _asked.Where(key => changed.Contains(key.Piece)))
        {
            _known.Remove(key);
            rows.Add(key.Piece, key.Reader);
        }

        foreach (var piece in changed) remembered.Forget(piece);
        Find(batch, rows);
    }

    /// <returns>Null: not a reader of the piece. Only what was asked for is known.</returns>
    public Reading? Find(long piece, long reader) => _known.GetValueOrDefault((piece, reader));

    public void Put(long piece, long reader, Reading reading)
    {
        if (_known.TryGetValue((piece, reader), out var before) && before == reading) return;
        _known[(piece, reader)] = reading;
        _changed.Add((piece, reader));
    }

    public void Save(Batch batch)
    {
        var rows = new Rows(SaveColumns);
        foreach (var key in _changed.Order())
        {
            var reading = _known[key];
            rows.Add(
                key.Piece, key.Reader, reading.FirstAt, reading.ViewedAt, reading.Scroll, reading.Seconds, reading.CompletedAt,
                reading.SharedAt, reading.ViaReaderId, reading.BroughtAt, reading.BringerAt);
        }

        batch.Execute(SaveAll, rows);
    }

    /// <summary>Once committed, all of it holds for as long as nobody else moves the pieces.</summary>
    public void Remember(PieceTable pieces)
    {
        foreach (var piece in _known.GroupBy(reading => reading.Key.Piece))
        {
            var locked = pieces.Locked(piece.Key);
            remembered.Remember(piece.Key, locked.Generation, locked.NextGeneration, piece.Select(reading => KeyValuePair.Create(reading.Key.Reader, reading.Value)));
        }
    }

    private void Find(Batch batch, Rows rows) => batch.Query(FindAll, rows, row => _known.Add((row.GetInt64(0), row.GetInt64(1)), Read(row)));

    private static Reading Read(IRow row) => new()
    {
        FirstAt = SqlTypes.FromMicros(row.GetInt64(2)),
        ViewedAt = Time(row, 3),
        Scroll = row.GetInt32(4),
        Seconds = row.GetInt32(5),
        CompletedAt = Time(row, 6),
        SharedAt = Time(row, 7),
        ViaReaderId = row.IsDBNull(8) ? null : row.GetInt64(8),
        BroughtAt = Time(row, 9),
        BringerAt = Time(row, 10),
    };

    private static Instant? Time(IRow row, int column) => row.IsDBNull(column) ? null : SqlTypes.FromMicros(row.GetInt64(column));
}
