using Dapper;
using Growth.Storage;
using Growth.Time;
using Microsoft.Data.Sqlite;
using NodaTime;
using Npgsql;

namespace Growth.Tests.Storage;

/// <summary>A migrated store of the test's engine, with a folder of its own, with a stepped business clock; deleted at the end.</summary>
public sealed class TemporaryStore : IAsyncDisposable
{
    private TemporaryStore(string folder, string setting, Instant start)
    {
        Setting = setting;
        Folder = folder;
        Time = new SteppedTime(start);
        Clock = new BusinessClock(Time);
        Database = TestDatabase.Open(setting);
        Signal = new QueueSignal();
        Queue = new DatabaseQueue(Database, Clock, new MachineClock(TimeProvider.System), Signal);
    }

    public string Folder { get; }

    /// <summary><c>Growth:Database</c>, to open it once more.</summary>
    public string Setting { get; }

    public SteppedTime Time { get; }

    public BusinessClock Clock { get; }

    public Database Database { get; }

    public QueueSignal Signal { get; }

    public DatabaseQueue Queue { get; }

    public static async Task<TemporaryStore> CreateAsync(Instant? start = null)
    {
        var folder = Directory.CreateTempSubdirectory("growth-test-").FullName;
        var store = new TemporaryStore(folder, await TestDatabase.CreateAsync(folder), start ?? Instant.FromUtc(2026, 11, 22, 12, 0));
        await new Migrator(store.Database).RunAsync(store.Clock.Now);
        return store;
    }

    /// <summary>What another process that writes holds, until disposed.</summary>
    public async Task<IAsyncDisposable> LockAsync()
    {
        if (Database.Engine == Engine.Sqlite)
        {
            var file = new SqliteConnection($"Data Source={Setting};Pooling=False");
            await file.OpenAsync();
            await file.ExecuteAsync("begin immediate");
            return file;
        }

        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Setting) { Pooling = false }.ToString());
        await session.OpenAsync();
        var tables = await session.QueryAsync<string>("select string_agg(tablename, ', ') from pg_tables where schemaname = 'public'");
        await session.ExecuteAsync($"begin; lock table {tables.Single()} in exclusive mode");
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await TestDatabase.DropAsync(Setting);
        Directory.Delete(Folder, recursive: true);
    }
}
