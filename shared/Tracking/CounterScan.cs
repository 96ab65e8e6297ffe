using System.Data.Common;
using Dapper;
using NodaTime;

namespace Growth.Tracking;

/// <summary>
/// The counters as stored and as the sets and events give them, each by its definition (<see cref="Counts"/>, <see cref="Reading"/>) written
/// once more as a scan. Every statement is short, so that a recount of a large store can be watched and stopped.
/// </summary>
internal sealed class CounterScan(DbConnection connection, IProgress<RecountProgress>? progress, CancellationToken cancellationToken)
{
    private const long EventsAStep = 250_000;

    private const string Sets =
        """
        select count(*) as readers, count(completed_at) as completers, count(shared_at) as sharers, count(brought_at) as brought,
            count(*) filter (where shared_at is not null and bringer_at is not null) as bringers,
            count(*) filter (where first_at < @Ends) as week_readers,
            count(*) filter (where completed_at < @Ends) as week_completers,
            count(*) filter (where shared_at < @Ends) as week_sharers,
            count(*) filter (where brought_at < @Ends) as week_brought,
            count(*) filter (where shared_at < @Ends and bringer_at < @Ends) as week_bringers
        from piece_reader where piece_id = @Id
        """;

    private const string Events =
        """
        select e.piece_id as id, count(*) filter (where e.kind = 'view') as views, count(*) filter (where e.kind = 'share') as shares,
            count(*) filter (where e.kind = 'view' and e.received_at < w.ends_at) as week_views,
            count(*) filter (where e.kind = 'share' and e.received_at < w.ends_at) as week_shares,
            count(*) as events
        from event e join piece p on p.id = e.piece_id join week w on w.week = p.week
        where e.id > @after and e.id <= @upto group by e.piece_id
        """;

    private const string Baseline = "select piece_id as id, views, shares, week_views, week_shares from event_baseline";

    private readonly Dictionary<CounterName, long> _found = [];
    private readonly Dictionary<long, string> _slugs = [];

    /// <summary>How many events are kept; known when the scan has run.</summary>
    public long Kept { get; private set; }

    /// <summary>Every counter that has a row.</summary>
    public static async Task<IReadOnlyDictionary<CounterName, long>> StoredAsync(DbConnection connection)
    {
        var stored = new Dictionary<CounterName, long>();
        foreach (var row in await RowsAsync(connection, "select p.slug, c.* from piece_counter c join piece p on p.id = c.piece_id"))
        {
            foreach (var (column, value) in row.Where(column => column.Key is not ("slug" or "piece_id" or "generation"))) stored.Add(new((string)row["slug"], column), (long)value);
        }

        foreach (var row in await RowsAsync(connection, "select day, active from day_counter")) stored.Add(new((string)row["day"], "active"), (long)row["active"]);
        return stored;
    }

    public async Task<IReadOnlyDictionary<CounterName, long>> RunAsync()
    {
        foreach (var piece in (await connection.QueryAsync<Piece>("select p.id, p.slug, w.ends_at as Ends from piece p join week w on w.week = p.week")).AsList())
        {
            _slugs.Add(piece.Id, piece.Slug);
            foreach (var row in await RowsAsync(connection, Sets, piece)) Add(piece.Slug, row);
            cancellationToken.ThrowIfCancellationRequested();
        }

        foreach (var row in await RowsAsync(connection, Baseline)) Add(_slugs[(long)row["id"]], row);
        await EventsAsync();
        await DaysAsync();
        return _found;
    }

    private async Task EventsAsync()
    {
        var last = await connection.ExecuteScalarAsync<long?>("select max(id) from event") ?? 0;
        for (var after = (await connection.ExecuteScalarAsync<long?>("select min(id) from event") ?? 1) - 1; after < last; after += EventsAStep)
        {
            foreach (var row in await RowsAsync(connection, Events, new { after, upto = after + EventsAStep }))
            {
                Kept += (long)row["events"];
                Add(_slugs[(long)row["id"]], row);
            }

            progress?.Report(new RecountProgress(Math.Min(after + EventsAStep, last), last));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task DaysAsync()
    {
        for (var day = ""; (day = await connection.ExecuteScalarAsync<string?>("select min(day) from day_active where day > @day", new { day })) is not null;)
        {
            _found.Add(new(day, "active"), await connection.ExecuteScalarAsync<long>("select count(*) from day_active where day = @day", new { day }));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static async Task<IEnumerable<IDictionary<string, object>>> RowsAsync(DbConnection connection, string sql, object? parameters = null) =>
        (await connection.QueryAsync(sql, parameters)).Cast<IDictionary<string, object>>();

    private void Add(string slug, IDictionary<string, object> row)
    {
        foreach (var (column, value) in row.Where(column => column.Key is not ("id" or "events")))
        {
            var name = new CounterName(slug, column);
            _found[name] = _found.GetValueOrDefault(name) + (long)value;
        }
    }

    private sealed record Piece
    {
        public long Id { get; init; }

        public string Slug { get; init; } = "";

        public Instant Ends { get; init; }
    }
}
