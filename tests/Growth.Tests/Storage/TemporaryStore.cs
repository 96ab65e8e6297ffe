using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Tests.Storage;

/// <summary>A migrated SQLite store in a folder of its own, with a stepped business clock; deleted at the end.</summary>
public sealed class TemporaryStore : IAsyncDisposable
{
    private TemporaryStore(string folder, Instant start)
    {
        Folder = folder;
        Time = new SteppedTime(start);
        Clock = new BusinessClock(Time);
        Database = new Database(new StorageOptions { Path = Path.Combine(folder, "growth.db") });
        Signal = new QueueSignal();
        Queue = new DatabaseQueue(Database, Clock, new MachineClock(TimeProvider.System), Signal);
    }

    public string Folder { get; }

    public SteppedTime Time { get; }

    public BusinessClock Clock { get; }

    public Database Database { get; }

    public QueueSignal Signal { get; }

    public DatabaseQueue Queue { get; }

    public static async Task<TemporaryStore> CreateAsync(Instant? start = null)
    {
        var folder = Directory.CreateTempSubdirectory("growth-test-").FullName;
        var store = new TemporaryStore(folder, start ?? Instant.FromUtc(2026, 11, 22, 12, 0));
        await new Migrator(store.Database).RunAsync(store.Clock.Now);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
