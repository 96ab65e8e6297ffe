using Growth.Storage;
using NodaTime;

namespace Growth.Tracking;

/// <summary>
/// Pieces as one transaction sees them, and what is to be added to their counters: one update a piece, however many events.
/// The counters' rows are locked until the end, in the order of their keys: whatever moves a piece's sets holds them, so that what is read
/// of the sets still holds when it is written, on an engine with several writers as well.
/// </summary>
internal sealed class PieceTable
{
    private const string FindAndLock =
        """
        select p.slug, p.id, p.reading_seconds, p.published_at, w.ends_at
        from {rows} join piece p on p.slug = r.slug join week w on w.week = p.week join piece_counter c on c.piece_id = p.id
        order by p.id {lock c}
        """;

    private const string Move =
        """
        update piece_counter set
            views = piece_counter.views + r.views, shares = piece_counter.shares + r.shares, readers = piece_counter.readers + r.readers,
            completers = piece_counter.completers + r.completers, sharers = piece_counter.sharers + r.sharers,
            bringers = piece_counter.bringers + r.bringers, brought = piece_counter.brought + r.brought,
            week_views = piece_counter.week_views + r.week_views, week_shares = piece_counter.week_shares + r.week_shares,
            week_readers = piece_counter.week_readers + r.week_readers, week_completers = piece_counter.week_completers + r.week_completers,
            week_sharers = piece_counter.week_sharers + r.week_sharers, week_bringers = piece_counter.week_bringers + r.week_bringers,
            week_brought = piece_counter.week_brought + r.week_brought
        from {rows} where piece_counter.piece_id = r.piece_id
        """;

    private static readonly Column[] FindColumns = [Column.Text("slug")];

    private static readonly Column[] MoveColumns =
    [
        .. new[]
        {
            "piece_id", "views", "shares", "readers", "completers", "sharers", "bringers", "brought",
            "week_views", "week_shares", "week_readers", "week_completers", "week_sharers", "week_bringers", "week_brought",
        }.Select(Column.Number),
    ];

    private readonly Dictionary<string, Piece> _known = new(StringComparer.Ordinal);

    public void Ask(Batch batch, IReadOnlyList<TrackingEvent> events)
    {
        var rows = new Rows(FindColumns);
        var slugs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sent in events)
            if (slugs.Add(sent.Piece)) rows.Add(sent.Piece);
        batch.Query(FindAndLock, rows, row => _known.Add(row.GetString(0), new Piece
        {
            Id = row.GetInt64(1),
            ReadingSeconds = row.GetInt64(2),
            IsPublished = !row.IsDBNull(3),
            EndsAt = SqlTypes.FromMicros(row.GetInt64(4)),
        }));
    }

    /// <returns>Null: no such piece.</returns>
    public Piece? Find(string slug) => _known.GetValueOrDefault(slug);

    public void Save(Batch batch)
    {
        var rows = new Rows(MoveColumns);
        foreach (var piece in _known.Values.Where(piece => piece.HasMoved).OrderBy(piece => piece.Id)) piece.AddTo(rows);
        batch.Execute(Move, rows);
    }

    /// <summary>A piece and what this transaction adds to it, over its life and within its week.</summary>
    internal sealed class Piece
    {
        private Counts _life;
        private Counts _week;

        public required long Id { get; init; }

        public required long ReadingSeconds { get; init; }

        public required bool IsPublished { get; init; }

        public required Instant EndsAt { get; init; }

        public bool HasMoved => _life != default;

        public void Add(Reading? before, Reading after)
        {
            _life += Counts.Between(before, after, Instant.MaxValue);
            _week += Counts.Between(before, after, EndsAt);
        }

        public void Add(TrackingEvent sent)
        {
            _life += Counts.Of(sent.Kind, sent.ReceivedAt, Instant.MaxValue);
            _week += Counts.Of(sent.Kind, sent.ReceivedAt, EndsAt);
        }

        public void AddTo(Rows rows) => rows.Add(
            Id, _life.Views, _life.Shares, _life.Readers, _life.Completers, _life.Sharers, _life.Bringers, _life.Brought,
            _week.Views, _week.Shares, _week.Readers, _week.Completers, _week.Sharers, _week.Bringers, _week.Brought);
    }
}
