using System.Data.Common;
using Dapper;
using Growth.Time;

namespace Growth.Tracking;

/// <summary>A piece's counters with their rates: one row read, never a scan.</summary>
public sealed record PieceNumbers
{
    public required string Slug { get; init; }

    /// <summary>As far as received before the piece's week ended: what the week is judged by.</summary>
    public required Numbers Week { get; init; }

    /// <summary>Since publishing, later weeks included.</summary>
    public required Numbers Life { get; init; }

    /// <returns>The published and unpublished pieces of a week in their order.</returns>
    public static async Task<IReadOnlyList<PieceNumbers>> OfWeekAsync(DbConnection connection, IsoWeek week)
    {
        var rows = await connection.QueryAsync<Row>(Select + " where p.week = @week order by p.position", new { week });
        return [.. rows.Select(row => row.ToNumbers())];
    }

    /// <returns>Null: no such piece.</returns>
    public static async Task<PieceNumbers?> OfPieceAsync(DbConnection connection, string slug) =>
        (await connection.QueryFirstOrDefaultAsync<Row>(Select + " where p.slug = @slug", new { slug }))?.ToNumbers();

    private const string Select =
        """
        select p.slug,
            coalesce(c.views, 0) as Views, coalesce(c.shares, 0) as Shares, coalesce(c.readers, 0) as Readers,
            coalesce(c.completers, 0) as Completers, coalesce(c.sharers, 0) as Sharers, coalesce(c.bringers, 0) as Bringers,
            coalesce(c.brought, 0) as Brought,
            coalesce(c.week_views, 0) as WeekViews, coalesce(c.week_shares, 0) as WeekShares, coalesce(c.week_readers, 0) as WeekReaders,
            coalesce(c.week_completers, 0) as WeekCompleters, coalesce(c.week_sharers, 0) as WeekSharers,
            coalesce(c.week_bringers, 0) as WeekBringers, coalesce(c.week_brought, 0) as WeekBrought
        from piece p left join piece_counter c on c.piece_id = p.id
        """;

    private sealed record Row
    {
        public string Slug { get; init; } = "";

        public long Views { get; init; }

        public long Shares { get; init; }

        public long Readers { get; init; }

        public long Completers { get; init; }

        public long Sharers { get; init; }

        public long Bringers { get; init; }

        public long Brought { get; init; }

        public long WeekViews { get; init; }

        public long WeekShares { get; init; }

        public long WeekReaders { get; init; }

        public long WeekCompleters { get; init; }

        public long WeekSharers { get; init; }

        public long WeekBringers { get; init; }

        public long WeekBrought { get; init; }

        public PieceNumbers ToNumbers() => new()
        {
            Slug = Slug,
            Life = new Numbers(new Counts
            {
                Views = Views, Shares = Shares, Readers = Readers, Completers = Completers, Sharers = Sharers, Bringers = Bringers, Brought = Brought,
            }),
            Week = new Numbers(new Counts
            {
                Views = WeekViews, Shares = WeekShares, Readers = WeekReaders, Completers = WeekCompleters, Sharers = WeekSharers, Bringers = WeekBringers,
                Brought = WeekBrought,
            }),
        };
    }
}

/// <summary>Counters and the rates they make. A reader of three pieces is three readers where pieces are pooled.</summary>
public sealed record Numbers(Counts Counts)
{
    public Rate Completion => Rates.Of(Counts.Completers, Counts.Readers);

    public Rate Share => Rates.Of(Counts.Sharers, Counts.Readers);

    /// <summary>Readers whose share brought at least one visitor: what <see cref="Share"/>, an intent, came to.</summary>
    public Rate Bringing => Rates.Of(Counts.Bringers, Counts.Readers);

    public static Numbers Pool(IEnumerable<Numbers> parts) => new(parts.Aggregate(default(Counts), (sum, part) => sum + part.Counts));
}
