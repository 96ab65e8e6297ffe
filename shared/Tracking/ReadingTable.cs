using Growth.Storage;
using NodaTime;

namespace Growth.Tracking;

/// <summary>Who has done what with which piece, as one transaction sees it: each row is read once and written once, all of them together.</summary>
internal sealed class ReadingTable
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
    private readonly Dictionary<(long Piece, long Reader), Reading> _known = [];
    private readonly HashSet<(long Piece, long Reader)> _changed = [];

    public void Ask(long piece, long reader) => _asked.Add((piece, reader));

    public void Load(Batch batch)
    {
        var rows = new Rows(FindColumns);
        foreach (var (piece, reader) in _asked) rows.Add(piece, reader);
        batch.Query(FindAll, rows, row => _known.Add((row.GetInt64(0), row.GetInt64(1)), Read(row)));
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
