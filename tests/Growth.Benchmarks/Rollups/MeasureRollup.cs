using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Growth.Benchmarks.Machine;
using Growth.Storage;
using Growth.Time;
using Growth.Tracking;
using NodaTime;

namespace Growth.Benchmarks.Rollups;

/// <summary>One store that grows: at each size the rates of the week are read, by our counters and by a scan of the events, and its bytes are weighed.</summary>
internal sealed class MeasureRollup(BenchStores stores, BenchSettings settings, long events)
{
    private const int Reads = 200;

    /// <summary>What somebody asks who keeps nothing but events: readers, completers as reported, sharers of each piece.</summary>
    private const string Scan =
        """
        select piece_id, count(distinct reader_id) as readers, count(distinct case when scroll >= 90 and seconds >= 2 then reader_id end) as completers,
            count(distinct case when kind = 'share' then reader_id end) as sharers
        from event group by piece_id
        """;

    private readonly List<Figure> _figures = [];

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        var setting = await stores.CreateAsync("filled");
        var start = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) - Duration.FromDays(60);
        var week = await BenchWeek.SeedAsync(setting, start);
        await using (var database = StorageRegistration.OpenDatabase(new GrowthOptions { Database = setting }))
        {
            var load = new LoadEvents(database, start, events);
            var empty = await BytesAsync(database);
            foreach (var size in new[] { events / 20, events / 2, events }.Distinct().Where(size => size > 0))
            {
                var watch = Stopwatch.StartNew();
                await load.UntilAsync(size, cancellationToken);
                Report.Say($"  rollup, {stores.Engine}: {size} events after another {watch.Elapsed.TotalSeconds:0} s");
                await stores.SettleAsync(cancellationToken);
                var bytes = await BytesAsync(database) - empty;
                _figures.Add(Figure.Of($"rollup: bytes an event, {Size(size)} events", "bytes", [bytes / (double)size], stores.Engine));
                await ReadAsync(database, week, size);
            }
        }

        if (settings.Wants("rollup: ingest")) _figures.AddRange(await new MeasureSlowdown(stores, settings, setting, events).RunAsync($"rollup: ingest into {Size(events)} events", cancellationToken));
        return _figures;
    }

    private async Task ReadAsync(Database database, IsoWeek week, long size)
    {
        var (ours, scans) = (new List<double>(), new List<double>());
        // what a first call costs more than the next is the program's, not the store's
        for (var i = 0; i < Reads; i++) await database.ReadAsync(connection => PieceNumbers.OfWeekAsync(connection, week));
        for (var run = 0; run < settings.Runs; run++)
        {
            ours.Add(await MedianAsync(Reads, () => database.ReadAsync(connection => PieceNumbers.OfWeekAsync(connection, week))));
            scans.Add(await MedianAsync(1, () => database.ReadAsync(connection => ScanAsync(connection))));
        }

        _figures.Add(Figure.Of($"rollup: rates of a week, {Size(size)} events", "ms", ours, stores.Engine).Against("scan of the events", ours, scans));
    }

    private static async Task<int> ScanAsync(DbConnection connection) => (await connection.QueryAsync(Scan, commandTimeout: 600)).Count();

    private static async Task<double> MedianAsync(int times, Func<Task> read)
    {
        var waits = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await read();
            waits.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        return waits.Order().ElementAt(waits.Count / 2);
    }

    /// <summary>Of the whole store: log, sets, ids, counters and indexes.</summary>
    private static Task<long> BytesAsync(Database database) => database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(
        database.Engine == Engine.Postgres
            ? "select pg_database_size(current_database())"
            : "select page_count * page_size from pragma_page_count(), pragma_page_size()"));

    private static string Size(long events) => events % 1_000_000 == 0 ? $"{events / 1_000_000} million" : events.ToString("#,0");
}
