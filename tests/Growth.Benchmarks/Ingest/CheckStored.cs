using System.Data.Common;
using Dapper;
using Growth.Storage;

namespace Growth.Benchmarks.Ingest;

/// <summary>
/// After a run: every acknowledged event is stored once, and counters that are kept equal a recount of events and sets. A server that
/// loses or miscounts has no rate.
/// </summary>
internal static class CheckStored
{
    /// <exception cref="InvalidOperationException">Something is missing or miscounted.</exception>
    public static async Task RunAsync(Contender contender)
    {
        if (contender.Setting is not { } setting) return;
        await using var database = StorageRegistration.OpenDatabase(new GrowthOptions { Database = setting });
        var stored = await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select count(*) from event"));
        if (stored != contender.Acknowledged)
            throw new InvalidOperationException($"{contender.Name}: {contender.Acknowledged} events were acknowledged and {stored} are stored.");
        if (contender.Name == Contender.Plain) return;
        var (kept, counted) = await database.ReadAsync(async connection => (await SumAsync(connection, Kept), await SumAsync(connection, Recounted)));
        if (kept != counted) throw new InvalidOperationException($"{contender.Name}: counters say {kept}, a recount says {counted}.");
    }

    private const string Kept =
        """
        select sum(views) as Views, sum(shares) as Shares, sum(readers) as Readers, sum(completers) as Completers, sum(sharers) as Sharers,
            (select sum(active) from day_counter) as Active
        from piece_counter
        """;

    private const string Recounted =
        """
        select (select count(*) from event where kind = 'view') as Views, (select count(*) from event where kind = 'share') as Shares,
            count(*) as Readers, count(completed_at) as Completers, count(shared_at) as Sharers, (select count(*) from day_active) as Active
        from piece_reader
        """;

    private static Task<Sums> SumAsync(DbConnection connection, string sql) => connection.QuerySingleAsync<Sums>(sql);

    private sealed record Sums
    {
        public long Views { get; init; }

        public long Shares { get; init; }

        public long Readers { get; init; }

        public long Completers { get; init; }

        public long Sharers { get; init; }

        public long Active { get; init; }
    }
}
