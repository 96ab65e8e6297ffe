using System.Data.Common;
using Growth.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Growth.Benchmarks.Queues;

/// <summary>The bare limits: a prepared insert of one row, a commit each; and a loop of POSTs that no queue feeds.</summary>
internal sealed class BareQueue(string setting) : IQueueUnderTest
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly System.Collections.Concurrent.ConcurrentBag<DbCommand> _idle = [];
    private int _count;

    public static async Task<BareQueue> OpenAsync(string setting)
    {
        await using var connection = await OpenConnectionAsync(setting);
        await using var create = connection.CreateCommand();
        create.CommandText = DatabaseSetting.IsPostgres(setting)
            ? "create table job (id bigint generated always as identity primary key, queue text not null, body text not null, due_at bigint not null)"
            : "create table job (id integer primary key, queue text not null, body text not null, due_at integer not null)";
        await create.ExecuteNonQueryAsync();
        return new BareQueue(setting);
    }

    public async Task AddAsync(int n)
    {
        // SQLite has one writer; on PostgreSQL each client has a connection of its own
        var serial = !DatabaseSetting.IsPostgres(setting);
        if (serial) await _one.WaitAsync();
        var insert = _idle.TryTake(out var ready) ? ready : await PrepareAsync();
        insert.Parameters[0].Value = $"{{\"n\":{n}}}";
        insert.Parameters[1].Value = (long)n;
        await insert.ExecuteNonQueryAsync();
        _idle.Add(insert);
        if (serial) _one.Release();
    }

    public Task AddManyAsync(IReadOnlyList<int> numbers)
    {
        _count += numbers.Count;
        return Task.CompletedTask;
    }

    public async Task WorkAsync(Func<int, Task> handle)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, QueueServe.Concurrency).Select(_ => Task.Run(async () =>
        {
            for (int n; (n = Interlocked.Increment(ref next)) < _count;) await handle(n);
        })));
        _count = 0;
    }

    public Task RestAsync() => Task.CompletedTask;

    public Task<int> LeftAsync() => Task.FromResult(_count);

    public Task ClearAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var insert in _idle) await insert.Connection!.DisposeAsync();
        _one.Dispose();
    }

    private static async Task<DbConnection> OpenConnectionAsync(string setting)
    {
        DbConnection connection = DatabaseSetting.IsPostgres(setting) ? new NpgsqlConnection(setting) : new SqliteConnection($"Data Source={setting}");
        await connection.OpenAsync();
        if (connection is not SqliteConnection) return connection;
        await using var pragmas = connection.CreateCommand();
        pragmas.CommandText = "pragma journal_mode=WAL; pragma synchronous=FULL";
        await pragmas.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<DbCommand> PrepareAsync()
    {
        var insert = (await OpenConnectionAsync(setting)).CreateCommand();
        insert.CommandText = "insert into job (queue, body, due_at) values ('bench-job', @body, @due)";
        foreach (var (name, type) in new[] { ("@body", System.Data.DbType.String), ("@due", System.Data.DbType.Int64) })
        {
            var parameter = insert.CreateParameter();
            (parameter.ParameterName, parameter.DbType) = (name, type);
            insert.Parameters.Add(parameter);
        }

        await insert.PrepareAsync();
        return insert;
    }
}
