using System.Diagnostics;
using Dapper;
using Growth.Cli.Backups;
using Growth.Storage;
using Microsoft.Data.Sqlite;
using NodaTime;
using Xunit;

namespace Growth.Tests.Cli.Backups;

/// <summary>A restore that dies leaves the old store or the new one, and nothing that anybody could take for either.</summary>
public sealed class RestoreDiesTests
{
    private static readonly Instant Now = Instant.FromUtc(2030, 1, 1, 0, 0);

    [Theory]
    [InlineData(RestorePoint.Copied)]
    [InlineData(RestorePoint.Prepared)]
    [InlineData(RestorePoint.Marked)]
    [InlineData(RestorePoint.LogMoved)]
    [InlineData(RestorePoint.Replaced)]
    internal async Task Restore_DiesOnTheWay_NothingIsMixedAndTheSecondOneEnds(RestorePoint point)
    {
        using var folder = new CliFolder();
        var (store, backup) = await DeadHostsStoreAsync(folder);

        await Assert.ThrowsAsync<TimeoutException>(() => Backup.RestoreAsync(store, backup, Now, reached => { if (reached == point) throw new TimeoutException(); }));

        if (point < RestorePoint.Marked) Assert.Equal("ground before log", await ReadersAsync(store));
        else await RefusesAsync(folder, store);
        var result = await Backup.RestoreAsync(store, backup, Now);
        Assert.Equal("ground", await ReadersAsync(store));
        Assert.NotNull(await PausedAsync(store));
        // What was replaced is kept with its log, also by a restore that died.
        var kept = Directory.GetFiles(Path.GetDirectoryName(store)!, "growth.db.before-restore-*").Where(file => !file.EndsWith("-wal", StringComparison.Ordinal));
        Assert.Contains("ground before log", await Task.WhenAll(kept.Select(ReadersAsync)));
        Assert.NotNull(result.Kept);
    }

    [Fact]
    public async Task Restore_ProcessIsKilled_TheStoreIsTheOldOneOrTheNewOneWhole()
    {
        using var folder = new CliFolder();
        var (store, backup) = await DeadHostsStoreAsync(folder);
        var ends = 0;
        for (var milliseconds = 50; ends < 2 && milliseconds < 3000; milliseconds += 40)
        {
            using var program = Start(folder, backup);
            if (!program.WaitForExit(milliseconds)) program.Kill();
            await program.WaitForExitAsync();
            if (program.ExitCode == 0) ends++;

            var paused = await PausedAsync(store) is not null;
            Assert.Equal(paused ? "ground" : "ground before log", await ReadersAsync(store));
            await using var connection = new SqliteConnection($"Data Source={store};Mode=ReadOnly;Pooling=False");
            Assert.Equal("ok", await connection.ExecuteScalarAsync<string>("pragma integrity_check"));
        }

        Assert.Equal(2, ends);
    }

    [Fact]
    public async Task Restore_HostIsKilled_StopsBlockingAtOnce()
    {
        using var folder = new CliFolder();
        var (store, backup) = await DeadHostsStoreAsync(folder);
        using var host = StartHost(folder);
        string? line;
        do line = await host.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        while (line?.Contains("Listening on ", StringComparison.Ordinal) == false);
        Assert.NotNull(line);

        var refused = await folder.RunAsync("restore", backup);
        host.Kill();
        await host.WaitForExitAsync();
        var done = await folder.RunAsync("restore", backup);

        Assert.Equal(1, refused.Code);
        Assert.Contains("is in use", refused.Error, StringComparison.Ordinal);
        Assert.Equal("", done.Error);
        Assert.Equal("ground", await ReadersAsync(store));
    }

    [Fact]
    public async Task Restore_OverADamagedStore_IsDone()
    {
        using var folder = new CliFolder();
        var (store, backup) = await DeadHostsStoreAsync(folder);
        await File.WriteAllTextAsync(store, "not a database at all");

        var result = await folder.RunAsync("restore", backup);

        Assert.Equal(0, result.Code);
        Assert.Contains("consents ended since the backup are not carried over", result.Error, StringComparison.Ordinal);
        Assert.Equal("ground", await ReadersAsync(store));
    }

    /// <returns>A store as a host leaves it that was killed, its last commits in the log alone, and an earlier backup of it.</returns>
    private static async Task<(string Store, string Backup)> DeadHostsStoreAsync(CliFolder folder)
    {
        await folder.RunAsync("apply");
        await using var connection = new SqliteConnection($"Data Source={folder.Database};Pooling=False");
        await connection.OpenAsync();
        await connection.ExecuteAsync("pragma wal_autocheckpoint=0; insert into reader (key, ref, created_at) values ('ground', 'g', 1)");
        var backup = Path.Combine(folder.Root, "backup");
        await Backup.TakeAsync(folder.Database, backup);
        await connection.ExecuteAsync("insert into reader (key, ref, created_at) values ('log', 'l', 1), ('before', 'b', 1)");
        var (dead, wal) = (await File.ReadAllBytesAsync(folder.Database), await File.ReadAllBytesAsync(folder.Database + "-wal"));
        await connection.CloseAsync();
        await File.WriteAllBytesAsync(folder.Database, dead);
        await File.WriteAllBytesAsync(folder.Database + "-wal", wal);
        return (folder.Database, backup);
    }

    private static async Task RefusesAsync(CliFolder folder, string store)
    {
        var applied = await folder.RunAsync("apply");
        Assert.Equal(3, applied.Code);
        Assert.Contains("Run growth restore with the same backup again", applied.Error, StringComparison.Ordinal);
        await using var database = new SqliteDatabase(new StorageOptions { Path = store });
        await Assert.ThrowsAsync<StoreRefusedException>(() => database.WriteAsync(transaction => transaction.ExecuteAsync("select 1")));
    }

    private static async Task<string> ReadersAsync(string store)
    {
        // A copy is read: opening the store would tidy its log away.
        var copy = Directory.CreateTempSubdirectory("growth-look-").FullName;
        foreach (var end in (string[])["", "-wal"]) if (File.Exists(store + end)) File.Copy(store + end, Path.Combine(copy, "db") + end);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(copy, "db")};Pooling=False"))
        {
            var readers = await connection.ExecuteScalarAsync<string>("select group_concat(key, ' ') from (select key from reader order by case key when 'ground' then 0 when 'before' then 1 else 2 end)");
            await connection.CloseAsync();
            Directory.Delete(copy, recursive: true);
            return readers ?? "";
        }
    }

    private static async Task<Pause?> PausedAsync(string store)
    {
        await using var connection = new SqliteConnection($"Data Source={store};Mode=ReadOnly;Pooling=False");
        return await Restores.PausedAsync(connection);
    }

    private static Process Start(CliFolder folder, string backup) => Run("growth-cli.dll", folder, "restore", backup, "--workspace", folder.Workspace);

    private static Process StartHost(CliFolder folder) => Run("Growth.Functions.dll", folder);

    private static Process Run(string program, CliFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["Growth__Workspace"], start.Environment["Growth__Port"]) = (folder.Workspace, "0");
        return Process.Start(start)!;
    }
}
