using Growth.Storage;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storage;

public abstract class MigratorTests
{
    public sealed class OnSqlite : MigratorTests;

    public sealed class OnPostgres : MigratorTests;

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
        var setting = await TestDatabase.CreateAsync(folder);
        var databases = Enumerable.Range(0, 4).Select(_ => TestDatabase.Open(setting)).ToList();

        var applied = await Task.WhenAll(databases.Select(database =>
            Task.Run(() => new Migrator(database).RunAsync(Instant.FromUtc(2026, 11, 22, 12, 0)))));

        Assert.Equal([1], applied.SelectMany(numbers => numbers).Where(number => number == 1));
        foreach (var database in databases) await database.DisposeAsync();
        await TestDatabase.DropAsync(setting);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Run_AppliedMigrationWasChanged_IsRefused()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("update migration set checksum = 'other' where number = 1"));

        var refused = await Assert.ThrowsAsync<SchemaRefusedException>(() => new Migrator(store.Database).RunAsync(store.Clock.Now));

        Assert.Contains("Migration 1 was changed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StoreIsNewerThanTheProgram_IsRefused()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await store.Database.WriteAsync(transaction =>
            transaction.ExecuteAsync("insert into migration (number, checksum, lowest_program, applied_at) values (9999, 'x', '99.0.0', 0)"));

        var refused = await Assert.ThrowsAsync<SchemaRefusedException>(() => new Migrator(store.Database).RunAsync(store.Clock.Now));

        Assert.Contains("migration 9999, which needs Growth 99.0.0 or newer", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await new Migrator(store.Database, new Version(99, 0, 0)).RunAsync(store.Clock.Now));
    }

    [Fact]
    public async Task Run_StoreIsNewerButLetsTheProgramLive_AppliesNothing()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await store.Database.WriteAsync(transaction =>
            transaction.ExecuteAsync("insert into migration (number, checksum, lowest_program, applied_at) values (9999, 'x', '0.1.0', 0)"));

        Assert.Empty(await new Migrator(store.Database).RunAsync(store.Clock.Now));
    }

    [Fact]
    public async Task Plan_NewStore_SaysWhatRunWouldDoAndMakesNothing()
    {
        var folder = Directory.CreateTempSubdirectory("growth-test-").FullName;
        var setting = await TestDatabase.CreateAsync(folder);
        await using (var database = TestDatabase.Open(setting))
        {
            var migrator = new Migrator(database);

            var planned = await migrator.PlanAsync();

            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
            Assert.Equal("0001_first.sql", planned[0].Name);
            Assert.Equal(planned.Select(migration => migration.Number), await migrator.RunAsync(Instant.FromUtc(2026, 11, 22, 12, 0)));
            Assert.Empty(await migrator.PlanAsync());
        }

        await TestDatabase.DropAsync(setting);
        Directory.Delete(folder, recursive: true);
    }
}
