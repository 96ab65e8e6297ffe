using System.Data.Common;
using Dapper;

namespace Growth.Tests.Tracking;

/// <summary>The counters of one piece: as stored, or scanned anew from the sets and the event log.</summary>
internal sealed record CounterRow
{
    private const string Columns =
        """
        readers, completers, sharers, bringers, brought, views, shares, week_readers as WeekReaders, week_completers as WeekCompleters,
        week_sharers as WeekSharers, week_bringers as WeekBringers, week_brought as WeekBrought, week_views as WeekViews, week_shares as WeekShares
        """;

    public long Readers { get; init; }

    public long Completers { get; init; }

    public long Sharers { get; init; }

    public long Bringers { get; init; }

    public long Brought { get; init; }

    public long Views { get; init; }

    public long Shares { get; init; }

    public long WeekReaders { get; init; }

    public long WeekCompleters { get; init; }

    public long WeekSharers { get; init; }

    public long WeekBringers { get; init; }

    public long WeekBrought { get; init; }

    public long WeekViews { get; init; }

    public long WeekShares { get; init; }

    public static Task<CounterRow> ReadAsync(DbConnection connection, string slug) => connection.QuerySingleAsync<CounterRow>(
        $"select {Columns} from piece_counter c join piece p on p.id = c.piece_id where p.slug = @slug", new { slug });

    public static Task<CounterRow> ScanAsync(DbConnection connection, string slug) => connection.QuerySingleAsync<CounterRow>(
        $"""
        with p as (select p.id, w.ends_at from piece p join week w on w.week = p.week where p.slug = @slug),
        r as (select x.*, p.ends_at, exists (select 1 from piece_reader o where o.piece_id = x.piece_id and o.via_reader_id = x.reader_id) as brings,
                (select min(o.brought_at) from piece_reader o where o.piece_id = x.piece_id and o.via_reader_id = x.reader_id) as brings_at
              from piece_reader x join p on p.id = x.piece_id),
        e as (select e.*, p.ends_at from event e join p on p.id = e.piece_id),
        c as (select
            (select count(*) from r) as readers,
            (select count(completed_at) from r) as completers,
            (select count(shared_at) from r) as sharers,
            (select count(*) from r where brings and shared_at is not null) as bringers,
            (select count(brought_at) from r) as brought,
            (select count(*) from e where kind = 'view') as views,
            (select count(*) from e where kind = 'share') as shares,
            (select count(*) from r where first_at < ends_at) as week_readers,
            (select count(*) from r where completed_at < ends_at) as week_completers,
            (select count(*) from r where shared_at < ends_at) as week_sharers,
            (select count(*) from r where shared_at < ends_at and brings_at < ends_at) as week_bringers,
            (select count(*) from r where brought_at < ends_at) as week_brought,
            (select count(*) from e where kind = 'view' and received_at < ends_at) as week_views,
            (select count(*) from e where kind = 'share' and received_at < ends_at) as week_shares)
        select {Columns} from c
        """,
        new { slug });
}
