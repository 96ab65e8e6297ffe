using Growth.Storage;
using NodaTime;

namespace Growth.Tracking;

/// <summary>
/// Pieces as one transaction sees them, and what is to be added to their counters: one update a piece, however many events.
/// The counters' rows are locked until the end, in the order of their keys: whatever moves a piece's sets holds them, so that what is read
/// of the sets after that still holds when it is written, on an engine with several writers as well.
/// </summary>
internal sealed class PieceTable(KnownPieces known)
{
    private const string FindPublished =
        """
        select p.slug, case when p.published_at is null then null else p.id end
        from {rows} join piece p on p.slug = r.slug join piece_counter c on c.piece_id = p.id
        """;

    private const string LockAndRead =
        """
        select c.piece_id, p.reading_seconds, w.ends_at, c.generation
        from {rows} join piece_counter c on c.piece_id = r.piece_id join piece p on p.id = c.piece_id join week w on w.week = p.week
        order by c.piece_id {lock c}
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
            week_brought = piece_counter.week_brought + r.week_brought, generation = piece_counter.generation + 1
        from {rows} where piece_counter.piece_id = r.piece_id
        """;

    private static readonly Column[] FindColumns = [Column.Text("slug")];
    private static readonly Column[] LockColumns = [Column.Number("piece_id")];

    private static readonly Column[] MoveColumns =
    [
        .. new[]
        {
            "piece_id", "views", "shares", "readers", "completers", "sharers", "bringers", "brought",
            "week_views", "week_shares", "week_readers", "week_completers", "week_sharers", "week_bringers", "week_brought",
        }.Select(Column.Number),
    ];

    // Null: there is such a piece, but nobody can read it yet.
    private readonly Dictionary<string, long?> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<long, CountedPiece> _locked = [];

    /// <summary>Asks for the pieces that are not known to be published.</summary>
    public void Ask(Batch batch, IEnumerable<string> slugs)
    {
        var rows = new Rows(FindColumns);
        foreach (var slug in slugs.Where(slug => known.Find(slug) is null).Distinct(StringComparer.Ordinal)) rows.Add(slug);
        batch.Query(FindPublished, rows, row => _found[row.GetString(0)] = row.IsDBNull(1) ? null : row.GetInt64(1));
    }

    /// <returns>The piece's number, when it can be read.</returns>
    public long? FindPublishedPiece(string slug) => known.Find(slug) ?? _found.GetValueOrDefault(slug);

    /// <returns>Why events of this piece are refused, when it cannot be read.</returns>
    public string RefusalOf(string slug) => _found.ContainsKey(slug) ? Refusals.NotPublished : Refusals.UnknownPiece;

    public void Lock(Batch batch, IEnumerable<long> pieces)
    {
        var rows = new Rows(LockColumns);
        foreach (var piece in pieces.Distinct()) rows.Add(piece);
        batch.Query(LockAndRead, rows, row => _locked.Add(row.GetInt64(0), new CountedPiece
        {
            Id = row.GetInt64(0),
            ReadingSeconds = row.GetInt64(1),
            EndsAt = SqlTypes.FromMicros(row.GetInt64(2)),
            Generation = row.GetInt64(3),
        }));
    }

    public CountedPiece Locked(long piece) => _locked[piece];

    public void Save(Batch batch)
    {
        var rows = new Rows(MoveColumns);
        foreach (var piece in _locked.Values.Where(piece => piece.HasMoved).OrderBy(piece => piece.Id)) piece.AddTo(rows);
        batch.Execute(Move, rows);
    }

    /// <summary>Once committed, they need not be looked up again.</summary>
    public void Remember()
    {
        foreach (var (slug, id) in _found)
            if (id is { } published) known.Add(slug, published);
    }
}

/// <summary>A locked piece and what its transaction adds to it, over its life and within its week.</summary>
internal sealed class CountedPiece
{
    private Counts _life;
    private Counts _week;

    public required long Id { get; init; }

    public required long ReadingSeconds { get; init; }

    public required Instant EndsAt { get; init; }

    /// <summary>As locked.</summary>
    public required long Generation { get; init; }

    /// <summary>As it will be committed.</summary>
    public long NextGeneration => HasMoved ? Generation + 1 : Generation;

    /// <summary>Whether an event was accepted: its sets change, or may have.</summary>
    public bool HasMoved { get; private set; }

    public void Add(Reading? before, Reading after)
    {
        _life += Counts.Between(before, after, Instant.MaxValue);
        _week += Counts.Between(before, after, EndsAt);
    }

    public void Add(TrackingEvent sent)
    {
        HasMoved = true;
        _life += Counts.Of(sent.Kind, sent.ReceivedAt, Instant.MaxValue);
        _week += Counts.Of(sent.Kind, sent.ReceivedAt, EndsAt);
    }

    public void AddTo(Rows rows) => rows.Add(
        Id, _life.Views, _life.Shares, _life.Readers, _life.Completers, _life.Sharers, _life.Bringers, _life.Brought,
        _week.Views, _week.Shares, _week.Readers, _week.Completers, _week.Sharers, _week.Bringers, _week.Brought);
}

/// <summary>The numbers of published pieces as this process knows them to be stored: a slug keeps its piece, and what is published stays so.</summary>
internal sealed class KnownPieces
{
    private readonly Remembered<string, long> _known = new(10_000);

    public long? Find(string slug) => _known.TryFind(slug, out var id) ? id : null;

    public void Add(string slug, long id) => _known.Add(slug, id);
}
