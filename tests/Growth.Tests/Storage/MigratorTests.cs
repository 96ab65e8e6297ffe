using Growth.Storage;
using Xunit;

namespace Growth.Tests.Storage;

public sealed class MigratorTests
{
    [Fact]
    public async Task Run_SchemaUpToDate_AppliesNothing()
    {
        await using var store = await TemporaryStore.CreateAsync();

        Assert.Empty(await new Migrator(store.Database).RunAsync(store.Clock.Now));
    }

    [Fact]
    public async Task Run_FromSeveralInstancesAtOnce_AppliesEachOnce()
    {
        var folder = Directory.CreateTempSubdirectory("growth-test-").FullName;
        var options = new StorageOptions { Path = Path.Combine(folder, "growth.db") };
        var databases = Enumerable.Range(0, 4).Select(_ => new Database(options)).ToList();

        var applied = await Task.WhenAll(databases.Select(database =>
            Task.Run(() => new Migrator(database).RunAsync(NodaTime.Instant.FromUtc(2026, 11, 22, 12, 0)))));

        Assert.Equal([1], applied.SelectMany(numbers => numbers).Where(number => number == 1));
        foreach (var database in databases) await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Run_AppliedMigrationWasChanged_IsRefused()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("update migration set checksum = 'other' where number = 1"));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => new Migrator(store.Database).RunAsync(store.Clock.Now));

        Assert.Contains("Migration 1 was changed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StoreIsNewerThanTheProgram_IsRefused()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await store.Database.WriteAsync(transaction =>
            transaction.ExecuteAsync("insert into migration (number, checksum, applied_at) values (9999, 'x', 0)"));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => new Migrator(store.Database).RunAsync(store.Clock.Now));

        Assert.Contains("9999", refused.Message, StringComparison.Ordinal);
    }
}
