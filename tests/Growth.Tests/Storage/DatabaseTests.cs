using Dapper;
using Growth.Storage;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Growth.Tests.Storage;

public sealed class DatabaseTests
{
    [Fact]
    public async Task Write_WorkThrows_LeavesNothingBehind()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var alerts = new Alerts(store.Clock);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Database.WriteAsync(async transaction =>
        {
            await alerts.RaiseAsync(transaction, "half", "done");
            throw new InvalidOperationException();
        }));

        Assert.Equal(0, await CountAlertsAsync(store.Database));
    }

    [Fact]
    public async Task Write_WorkThrows_RunsNothingAfterCommit()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var ran = new List<string>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Database.WriteAsync(transaction =>
        {
            transaction.AfterCommit(() => ran.Add("failed"));
            throw new InvalidOperationException();
        }));
        await store.Database.WriteAsync(transaction =>
        {
            transaction.AfterCommit(() => ran.Add("committed"));
            return Task.CompletedTask;
        });

        Assert.Equal(["committed"], ran);
    }

    [Fact]
    public async Task Write_AnotherProcessHoldsTheLock_ThrowsBusyAndWritesNothing()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await using var impatient = new Database(new StorageOptions { Path = store.Database.Path, BusyTimeout = TimeSpan.FromMilliseconds(100) });
        await using var other = new SqliteConnection($"Data Source={store.Database.Path};Pooling=False");
        await other.OpenAsync();
        await other.ExecuteAsync("begin immediate");

        var busy = await Assert.ThrowsAsync<DatabaseBusyException>(() => impatient.WriteAsync(transaction => new Alerts(store.Clock).RaiseAsync(transaction, "k", "t")));

        Assert.Contains("locked by another process", busy.Message, StringComparison.Ordinal);
        await other.ExecuteAsync("rollback");
        await impatient.WriteAsync(transaction => new Alerts(store.Clock).RaiseAsync(transaction, "k", "t"));
        Assert.Equal(1, await CountAlertsAsync(store.Database));
    }

    [Fact]
    public async Task Write_ManyAtOnceFromTwoInstances_AllAreKept()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await using var second = new Database(new StorageOptions { Path = store.Database.Path });
        var alerts = new Alerts(store.Clock);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() =>
            (i % 2 == 0 ? store.Database : second).WriteAsync(transaction => alerts.RaiseAsync(transaction, $"k{i}", "t")))));

        Assert.Equal(100, await CountAlertsAsync(store.Database));
    }

    [Fact]
    public async Task Write_DatabaseIsFull_ThrowsAndKeepsWhatWasCommitted()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var alerts = new Alerts(store.Clock);
        await store.Database.WriteAsync(transaction => alerts.RaiseAsync(transaction, "before", "t"));
        await store.Database.WriteAsync(async transaction =>
        {
            var pages = await transaction.FirstAsync<long>("pragma page_count");
            await transaction.ExecuteAsync($"pragma max_page_count={pages}");
        });

        var full = await Assert.ThrowsAsync<SqliteException>(() =>
            store.Database.WriteAsync(transaction => alerts.RaiseAsync(transaction, "big", new string('x', 1_000_000))));

        Assert.Equal(SQLitePCL.raw.SQLITE_FULL, full.SqliteErrorCode);
        Assert.Equal(1, await CountAlertsAsync(store.Database));
    }

    private static Task<long> CountAlertsAsync(Database database) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select count(*) from alert"));
}
