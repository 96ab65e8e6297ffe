using System.Data.Common;
using Growth.Storage;
using NodaTime;

namespace Growth.Tracking;

/// <summary>Who has done what with which piece, as one transaction sees it: each row is read once and written once.</summary>
internal sealed class ReadingTable(Transaction transaction) : IAsyncDisposable
{
    private readonly Dictionary<(long Piece, long Reader), Reading?> _known = [];
    private readonly HashSet<(long Piece, long Reader)> _changed = [];

    private readonly Statement _find = new(
        transaction,
        """
        select first_at, viewed_at, scroll, seconds, completed_at, shared_at, via_reader_id, brought_at, bringer_at
        from piece_reader where piece_id = @piece and reader_id = @reader
        """,
        "piece", "reader");

    private readonly Statement _save = new(
        transaction,
        """
        insert into piece_reader (piece_id, reader_id, first_at, viewed_at, scroll, seconds, completed_at, shared_at,
            via_reader_id, brought_at, bringer_at)
        values (@piece, @reader, @first, @viewed, @scroll, @seconds, @completed, @shared, @via, @brought, @bringer)
        on conflict (piece_id, reader_id) do update set viewed_at = excluded.viewed_at, scroll = excluded.scroll,
            seconds = excluded.seconds, completed_at = excluded.completed_at, shared_at = excluded.shared_at,
            bringer_at = excluded.bringer_at
        """,
        "piece", "reader", "first", "viewed", "scroll", "seconds", "completed", "shared", "via", "brought", "bringer");

    public async Task<Reading?> FindAsync(long piece, long reader)
    {
        if (_known.TryGetValue((piece, reader), out var known)) return known;
        await using var row = await _find.ReadAsync(piece, reader);
        var found = await row.ReadAsync() ? Read(row) : null;
        _known.Add((piece, reader), found);
        return found;
    }

    public void Put(long piece, long reader, Reading reading)
    {
        _known[(piece, reader)] = reading;
        _changed.Add((piece, reader));
    }

    public async Task SaveAsync()
    {
        foreach (var key in _changed.Order())
        {
            var reading = _known[key]!;
            await _save.ExecuteAsync(
                key.Piece, key.Reader, reading.FirstAt, reading.ViewedAt, reading.Scroll, reading.Seconds, reading.CompletedAt,
                reading.SharedAt, reading.ViaReaderId, reading.BroughtAt, reading.BringerAt);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _find.DisposeAsync();
        await _save.DisposeAsync();
    }

    private static Reading Read(DbDataReader row) => new()
    {
        FirstAt = SqlTypes.FromMicros(row.GetInt64(0)),
        ViewedAt = Time(row, 1),
        Scroll = row.GetInt32(2),
        Seconds = row.GetInt32(3),
        CompletedAt = Time(row, 4),
        SharedAt = Time(row, 5),
        ViaReaderId = row.IsDBNull(6) ? null : row.GetInt64(6),
        BroughtAt = Time(row, 7),
        BringerAt = Time(row, 8),
    };

    private static Instant? Time(DbDataReader row, int column) => row.IsDBNull(column) ? null : SqlTypes.FromMicros(row.GetInt64(column));
}
