using Dapper;
using Growth.Storage;
using NodaTime;

namespace Growth.Tracking;

/// <summary>Pieces as one transaction sees them, and what is to be added to their counters: one update a piece, however many events.</summary>
internal sealed class PieceTable(Transaction transaction)
{
    private readonly Dictionary<string, Piece?> _known = new(StringComparer.Ordinal);

    public async Task<Piece?> FindAsync(string slug)
    {
        if (_known.TryGetValue(slug, out var known)) return known;
        var piece = await transaction.FirstAsync<Piece>(
            """
            select p.id, p.reading_seconds as ReadingSeconds, p.published_at as PublishedAt, w.ends_at as EndsAt
            from piece p join week w on w.week = p.week where p.slug = @slug
            """,
            new { slug });
        _known.Add(slug, piece);
        return piece;
    }

    public async Task SaveAsync()
    {
        // In the order of the key, so that two instances never wait for each other.
        foreach (var piece in _known.Values.OfType<Piece>().Where(piece => piece.HasMoved).OrderBy(piece => piece.Id))
        {
            await transaction.ExecuteAsync(
                """
                insert into piece_counter (piece_id, views, shares, readers, completers, sharers, bringers, brought,
                    week_views, week_shares, week_readers, week_completers, week_sharers, week_bringers, week_brought)
                values (@id, @Views, @Shares, @Readers, @Completers, @Sharers, @Bringers, @Brought,
                    @WeekViews, @WeekShares, @WeekReaders, @WeekCompleters, @WeekSharers, @WeekBringers, @WeekBrought)
                on conflict (piece_id) do update set
                    views = piece_counter.views + excluded.views,
                    shares = piece_counter.shares + excluded.shares,
                    readers = piece_counter.readers + excluded.readers,
                    completers = piece_counter.completers + excluded.completers,
                    sharers = piece_counter.sharers + excluded.sharers,
                    bringers = piece_counter.bringers + excluded.bringers,
                    brought = piece_counter.brought + excluded.brought,
                    week_views = piece_counter.week_views + excluded.week_views,
                    week_shares = piece_counter.week_shares + excluded.week_shares,
                    week_readers = piece_counter.week_readers + excluded.week_readers,
                    week_completers = piece_counter.week_completers + excluded.week_completers,
                    week_sharers = piece_counter.week_sharers + excluded.week_sharers,
                    week_bringers = piece_counter.week_bringers + excluded.week_bringers,
                    week_brought = piece_counter.week_brought + excluded.week_brought
                """,
                piece.ToParameters());
        }
    }

    /// <summary>A piece and what this transaction adds to it, over its life and within its week.</summary>
    internal sealed record Piece
    {
        private Counts _life;
        private Counts _week;

        public long Id { get; init; }

        public long ReadingSeconds { get; init; }

        public Instant? PublishedAt { get; init; }

        public Instant EndsAt { get; init; }

        public bool IsPublished => PublishedAt is not null;

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

        public DynamicParameters ToParameters()
        {
            var parameters = new DynamicParameters(new { id = Id });
            parameters.AddDynamicParams(_life);
            parameters.AddDynamicParams(new
            {
                WeekViews = _week.Views,
                WeekShares = _week.Shares,
                WeekReaders = _week.Readers,
                WeekCompleters = _week.Completers,
                WeekSharers = _week.Sharers,
                WeekBringers = _week.Bringers,
                WeekBrought = _week.Brought,
            });
            return parameters;
        }
    }
}
