using Dapper;
using Growth.Storage;
using Xunit;

namespace Growth.Tests.Storage;

public abstract class DatabaseTests
{
    public sealed class OnSqlite : DatabaseTests;

    public sealed class OnPostgres : DatabaseTests;

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
        await using var impatient = TestDatabase.Open(store.Setting, TimeSpan.FromMilliseconds(100));
        await using (await store.LockAsync())
        {
            var busy = await Assert.ThrowsAsync<DatabaseBusyException>(() => impatient.WriteAsync(transaction => new Alerts(store.Clock).RaiseAsync(transaction, "k", "t")));

            Assert.Contains("is locked", busy.Message, StringComparison.Ordinal);
            Assert.Contains(store.Database.Name, busy.Message, StringComparison.Ordinal);
        }

        await impatient.WriteAsync(transaction => new Alerts(store.Clock).RaiseAsync(transaction, "k", "t"));
        Assert.Equal(1, await CountAlertsAsync(store.Database));
    }

    [Fact]
    public async Task Write_ManyAtOnceFromTwoInstances_AllAreKept()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await using var second = TestDatabase.Open(store.Setting);
        var alerts = new Alerts(store.Clock);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() =>
            (i % 2 == 0 ? store.Database : second).WriteAsync(transaction => alerts.RaiseAsync(transaction, $"k{i}", "t")))));

        Assert.Equal(100, await CountAlertsAsync(store.Database));
    }

    private static Task<long> CountAlertsAsync(Database database) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select count(*) from alert"));
}
