using Dapper;
using Growth.Storage;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Growth.Tests.Storage;

/// <summary>What only a file can do.</summary>
public sealed class SqliteDatabaseTests
{
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

        Assert.Equal(StoreFault.Full, StoreFaults.Of(full));
        Assert.Equal(1, await store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select count(*) from alert")));
    }
}
