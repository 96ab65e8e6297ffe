using Growth.Storage;
using Growth.Tests.Storage;
using Growth.Tests.Tracking;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Cli.Backups;

public abstract class RestoreTests
{
    public sealed class OnSqlite : RestoreTests;

    public sealed class OnPostgres : RestoreTests;

    [Fact]
    public async Task Restore_ThenResume_TheBackupsRowsAreThereAndTheLaterOnesAreNot()
    {
        await using var store = await CliStore.CreateAsync();
        await store.ExecuteAsync("insert into reader (key, ref, created_at) values ('v:before', 'b', 1)");
        await store.Folder.RunAsync("backup", "backup");
        await store.ExecuteAsync("insert into reader (key, ref, created_at) values ('v:after', 'a', 1)");
        await store.ExecuteAsync("insert into message (key, purpose, recipient, route, subject, body, state, created_at, due_at) values ('m', 'service', 'team:x', '[\"email\"]', 's', 'b', 'unknown', 1, 1)");

        var restored = await store.Folder.RunAsync("restore", "backup");
        var again = await store.Folder.RunAsync("restore", "backup");
        var doctor = await store.Folder.RunAsync("doctor");
        await store.ExecuteAsync("insert into message (key, purpose, recipient, route, subject, body, state, created_at, due_at) values ('m', 'service', 'team:x', '[\"email\"]', 's', 'b', 'unknown', 1, 1)");
        var look = await store.Folder.RunAsync("resume", "--dry-run");
        var resumed = await store.Folder.RunAsync("resume");

        Assert.Equal((0, 0), (restored.Code, again.Code));
        Assert.Equal(["v:before"], await store.QueryAsync<string>("select key from reader"));
        Assert.Equal(1, doctor.Code);
        Assert.Contains("Run growth resume", doctor.Out, StringComparison.Ordinal);
        Assert.Contains("Paused since", look.Out, StringComparison.Ordinal);
        Assert.Contains("service / email: 1", look.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Resumed", look.Out, StringComparison.Ordinal);
        Assert.Contains("Resumed", resumed.Out, StringComparison.Ordinal);
        Assert.Contains("Not paused", (await store.Folder.RunAsync("resume")).Out, StringComparison.Ordinal);
        if (TestDatabase.Engine == Engine.Sqlite) Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(store.Setting)!, "growth.db.before-restore-*").Count(file => !file.EndsWith("-wal", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Restore_OfAnOlderSchema_BringsItUpToDateAndPausesIt()
    {
        await using var store = await CliStore.CreateAsync();
        await store.ExecuteAsync("drop table instance; drop table restore; delete from migration where number = 4");
        var backup = await store.Folder.RunAsync("backup", "backup");
        await store.Folder.RunAsync("migrate");

        var restored = await store.Folder.RunAsync("restore", "backup");

        Assert.Equal("", backup.Error + restored.Error);
        Assert.Contains("up to date", (await store.Folder.RunAsync("migrate", "--dry-run")).Out, StringComparison.Ordinal);
        Assert.Contains("Paused since", (await store.Folder.RunAsync("resume")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_ConsentsWereEndedSinceTheBackup_StayEndedUnlessGivenAnew()
    {
        await using var store = await CliStore.CreateAsync();
        await store.ExecuteAsync("insert into reader (id, key, ref, created_at) values (1, 'v:out', 'o', 1), (2, 'v:back', 'b', 1), (3, 'v:in', 'i', 1)");
        await store.ExecuteAsync("insert into subscription (reader_id, channel, text_version, consented_at) values (1, 'push', 'v1', 5), (1, 'email', 'v1', 5), (2, 'push', 'v1', 5), (3, 'push', 'v1', 5)");
        await store.Folder.RunAsync("backup", "backup");
        await store.ExecuteAsync("update subscription set ended_at = 7 where reader_id <= 2 and channel = 'push'");
        await store.ExecuteAsync("insert into subscription (reader_id, channel, text_version, consented_at) values (2, 'push', 'v1', 8)");

        var restored = await store.Folder.RunAsync("restore", "backup");

        Assert.Equal((0, ""), (restored.Code, restored.Error));
        Assert.Equal(["v:back push 0", "v:in push 0", "v:out email 0", "v:out push 7"],
            await store.QueryAsync<string>("select r.key || ' ' || s.channel || ' ' || coalesce(s.ended_at, 0) from subscription s join reader r on r.id = s.reader_id order by r.key, s.channel"));
    }

    [Fact]
    public async Task Restore_IntoNothing_MakesTheStore()
    {
        await using var store = await CliStore.CreateAsync();
        await store.Folder.RunAsync("backup", "backup");
        await using var empty = await CliStore.CreateAsync(apply: false);

        var restored = await empty.Folder.RunAsync("restore", Path.Combine(store.Folder.Root, "backup"));

        Assert.Equal("", restored.Error);
        Assert.Equal([1], await empty.QueryAsync<int>("select count(*) from workspace_version"));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public async Task Restore_OfADamagedFile_IsRefusedAndChangesNothing(double share)
    {
        await using var store = await CliStore.CreateAsync();
        await store.Folder.RunAsync("backup", "backup");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(store.Folder.Root, "backup"));
        await File.WriteAllBytesAsync(Path.Combine(store.Folder.Root, "short"), bytes[..(int)(bytes.Length * share)]);

        await RefusedAsync(store, "short");
    }

    [Fact]
    public async Task Restore_OfSomethingElse_IsRefusedAndChangesNothing()
    {
        await using var store = await CliStore.CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(store.Folder.Root, "text"), "no backup");
        await File.WriteAllTextAsync(Path.Combine(store.Folder.Root, "other"), TestDatabase.Engine == Engine.Sqlite ? "PGDMP and more" : "SQLite format 3\0 and more");

        Assert.Contains("is no backup", await RefusedAsync(store, "text"), StringComparison.Ordinal);
        Assert.Contains("this store is in", await RefusedAsync(store, "other"), StringComparison.Ordinal);
        Assert.Contains("there is no file", await RefusedAsync(store, "missing"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_OfANewerProgramsBackup_IsRefusedAndChangesNothing()
    {
        await using var store = await CliStore.CreateAsync();
        await using var newer = await CliStore.CreateAsync();
        await newer.ExecuteAsync("insert into migration (number, checksum, lowest_program, applied_at) values (9999, 'x', '0.1.0', 0)");
        var file = Path.Combine(store.Folder.Root, "newer");
        await Backup.TakeUncheckedAsync(newer.Setting, file);

        Assert.Contains("newer Growth", await RefusedAsync(store, "newer"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_WhileAHostRuns_IsRefused_AndDoneWhenItHasStopped()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("growth-backup-").FullName, "backup");
        await using var store = await CliStore.CreateAsync();
        await using (var host = await TrackingHost.StartAsync())
        {
            await Backup.TakeAsync(host.Setting, file);

            var refused = await Assert.ThrowsAsync<Growth.Cli.Backups.BackupRefusedException>(() => Backup.RestoreAsync(host.Setting, file, host.Time.Now));
            Assert.Contains(TestDatabase.Engine == Engine.Sqlite ? "is in use" : "1 hosts run", refused.Message, StringComparison.Ordinal);
            await host.Host.StopAsync();

            await Backup.RestoreAsync(host.Setting, file, host.Time.Now);
        }

        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task Restore_HostWasKilled_WaitsForItsLeaseOnPostgresOnly()
    {
        await using var store = await CliStore.CreateAsync();
        await store.Folder.RunAsync("backup", "backup");
        var soon = (new MachineClock(TimeProvider.System).Now + Duration.FromSeconds(2)).ToMicros();
        await store.ExecuteAsync($"insert into instance (id, name, program, started_at, lease_until) values ('i', 'gone, process 7', '0.2.0', 0, {soon})");

        var first = await store.Folder.RunAsync("restore", "backup");
        CliResult last;
        do last = await store.Folder.RunAsync("restore", "backup");
        while (last.Code != 0 && new MachineClock(TimeProvider.System).Now.ToMicros() < soon + 30_000_000);

        Assert.Equal(TestDatabase.Engine == Engine.Sqlite ? 0 : 1, first.Code);
        if (TestDatabase.Engine == Engine.Postgres) Assert.Contains("gone, process 7", first.Error, StringComparison.Ordinal);
        Assert.Equal(0, last.Code);
        Assert.Equal([0], await store.QueryAsync<int>("select count(*) from instance"));
    }

    private static async Task<string> RefusedAsync(CliStore store, string file)
    {
        await store.ExecuteAsync("insert into reader (key, ref, created_at) values ('v:here', 'h', 1) on conflict (key) do nothing");

        var result = await store.Folder.RunAsync("restore", file);

        Assert.Equal((1, ""), (result.Code, result.Out));
        Assert.Equal(["v:here"], await store.QueryAsync<string>("select key from reader"));
        Assert.Equal([0], await store.QueryAsync<int>("select count(*) from restore"));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(Path.Combine(store.Folder.Root, "campaigns", ".growth")), path => path.Contains("restor", StringComparison.Ordinal));
        return result.Error;
    }
}
