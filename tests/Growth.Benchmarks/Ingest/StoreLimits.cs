using System.Data.Common;
using System.Diagnostics;
using Growth.Benchmarks.Machine;
using Growth.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Growth.Benchmarks.Ingest;

/// <summary>What the store itself can take on this machine, in the ways that are open to a program: rows of the size of an event, durable.</summary>
internal sealed class StoreLimits(BenchStores stores, BenchSettings settings)
{
    private const int Batch = 100;
    private const int Copied = 10_000;
    private const int Clients = 8;

    private const string Row = "piece_id, reader_id, kind, scroll, seconds, received_at";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        var setting = await stores.CreateAsync("limits");
        await using (var connection = await OpenAsync(setting))
        {
            await using var create = connection.CreateCommand();
            var id = stores.Engine == Engine.Postgres ? "bigint generated always as identity primary key" : "integer primary key";
            create.CommandText = $"create table event (id {id}, piece_id bigint not null, reader_id bigint not null, kind text not null, scroll bigint, seconds bigint, received_at bigint not null)";
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        (string Name, Func<DbConnection, Task<int>> Write, int Clients)[] ways = stores.Engine == Engine.Postgres
            ? [("COPY", CopyAsync, 1), ($"inserts of {Batch} rows", ManyAsync, 1), ($"inserts of one row, {Clients} clients", OneAsync, Clients)]
            : [.. new[] { 1, 100, 1000 }.Select(rows => ($"transactions of {rows} row{(rows == 1 ? "" : "s")}", (Func<DbConnection, Task<int>>)(connection => TransactionAsync(connection, rows)), 1))];
        var figures = new List<Figure>();
        foreach (var (name, write, clients) in ways)
        {
            var rates = new List<double>();
            for (var run = 0; run < settings.Runs; run++)
            {
                await stores.SettleAsync(cancellationToken);
                rates.Add(await RateAsync(setting, write, clients));
            }

            figures.Add(Figure.Of($"ingest: bare store, {name}", "rows/s", rates, stores.Engine));
        }

        return figures;
    }

    private async Task<double> RateAsync(string setting, Func<DbConnection, Task<int>> write, int clients)
    {
        var watch = Stopwatch.StartNew();
        var rows = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            await using var connection = await OpenAsync(setting);
            var count = 0;
            while (watch.Elapsed.TotalSeconds < settings.Seconds) count += await write(connection);
            return count;
        })));
        return rows.Sum() / watch.Elapsed.TotalSeconds;
    }

    private static async Task<DbConnection> OpenAsync(string setting)
    {
        DbConnection connection = DatabaseSetting.IsPostgres(setting)
            ? new NpgsqlConnection(new NpgsqlConnectionStringBuilder(setting) { MaxAutoPrepare = 10, AutoPrepareMinUsages = 1 }.ToString())
            : new SqliteConnection($"Data Source={setting}");
        await connection.OpenAsync();
        if (connection is not SqliteConnection) return connection;
        await using var pragmas = connection.CreateCommand();
        pragmas.CommandText = "pragma journal_mode=WAL; pragma synchronous=FULL";
        await pragmas.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task<int> CopyAsync(DbConnection connection)
    {
        await using var copy = await ((NpgsqlConnection)connection).BeginBinaryImportAsync($"copy event ({Row}) from stdin (format binary)");
        for (var i = 0; i < Copied; i++)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync((long)(i % 3), NpgsqlDbType.Bigint);
            await copy.WriteAsync((long)i, NpgsqlDbType.Bigint);
            await copy.WriteAsync("progress", NpgsqlDbType.Text);
            await copy.WriteAsync(70L, NpgsqlDbType.Bigint);
            await copy.WriteAsync(60L, NpgsqlDbType.Bigint);
            await copy.WriteAsync(1_790_000_000_000_000L + i, NpgsqlDbType.Bigint);
        }

        await copy.CompleteAsync();
        return Copied;
    }

    private static async Task<int> ManyAsync(DbConnection connection)
    {
        await using var insert = (NpgsqlCommand)connection.CreateCommand();
        insert.CommandText = $"insert into event ({Row}) select p, r, 'progress', 70, 60, r from unnest($1, $2) as t(p, r)";
        insert.Parameters.Add(new NpgsqlParameter { Value = Enumerable.Range(0, Batch).Select(i => (long)(i % 3)).ToArray() });
        insert.Parameters.Add(new NpgsqlParameter { Value = Enumerable.Range(0, Batch).Select(i => (long)i).ToArray() });
        return await insert.ExecuteNonQueryAsync();
    }

    private static async Task<int> OneAsync(DbConnection connection)
    {
        await using var insert = (NpgsqlCommand)connection.CreateCommand();
        insert.CommandText = $"insert into event ({Row}) values (1, $1, 'progress', 70, 60, $1)";
        insert.Parameters.Add(new NpgsqlParameter { Value = Stopwatch.GetTimestamp() });
        return await insert.ExecuteNonQueryAsync();
    }

    private static async Task<int> TransactionAsync(DbConnection connection, int rows)
    {
        await using var transaction = ((SqliteConnection)connection).BeginTransaction(deferred: false);
        await using var insert = ((SqliteConnection)connection).CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"insert into event ({Row}) values (1, $reader, 'progress', 70, 60, $reader)";
        var reader = insert.Parameters.Add("$reader", SqliteType.Integer);
        for (var i = 0; i < rows; i++)
        {
            reader.Value = (long)i;
            insert.ExecuteNonQuery();
        }

        await transaction.CommitAsync();
        return rows;
    }
}
