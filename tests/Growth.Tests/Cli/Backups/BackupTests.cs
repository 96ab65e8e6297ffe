using System.Diagnostics;
using Growth.Tests.Storage;
using Growth.Tests.Tracking;
using Growth.Tracking;
using Xunit;

namespace Growth.Tests.Cli.Backups;

public abstract class BackupTests
{
    public sealed class OnSqlite : BackupTests;

    public sealed class OnPostgres : BackupTests;

    [Fact]
    public async Task Backup_WhileEventsComeIn_HoldsCountersThatEqualTheirSets()
    {
        await using var app = await TrackingHost.StartAsync();
        var file = Path.Combine(Directory.CreateTempSubdirectory("growth-backup-").FullName, "backup");
        using var enough = new CancellationTokenSource();
        var load = new Load();
        var senders = Enumerable.Range(0, 4).Select(_ => SendAsync(app, load, enough.Token)).ToList();
        await Until.Async(() => load.Acknowledged > 200);

        var contents = await Backup.TakeAsync(app.Setting, file);
        var then = load.Acknowledged;
        await Until.Async(() => load.Acknowledged > then + 200);
        await enough.CancelAsync();
        await Task.WhenAll(senders);

        await using var store = await CliStore.CreateAsync(apply: false);
        await Backup.RestoreAsync(store.Setting, file, app.Time.Now);
        await using var restored = TestDatabase.Open(store.Setting);
        var recount = await new RecountCounters(restored).RunAsync();
        Assert.True(recount.IsRight, string.Join('\n', recount.Differences));
        Assert.Equal(contents.Rows["event"], recount.Events);
        // What was acknowledged before is in it; what four senders had under way may be.
        Assert.InRange(recount.Events, 200, then + 8);
        // New rows get ids of their own.
        await restored.WriteAsync(transaction => transaction.ExecuteAsync("insert into reader (key, ref, created_at) values ('v:after', 'after', 1)"));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task Backup_FileExists_IsReplacedOnlyWithForce()
    {
        await using var store = await CliStore.CreateAsync();
        var file = Path.Combine(store.Folder.Root, "backups", "monday");

        Assert.Equal(0, (await store.Folder.RunAsync("backup", file)).Code);
        var refused = await store.Folder.RunAsync("backup", file);
        await File.WriteAllTextAsync(file, "old");
        var forced = await store.Folder.RunAsync("backup", file, "--force");

        Assert.Equal(1, refused.Code);
        Assert.Contains(file, refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, forced.Code);
        Assert.Contains("It holds week 0", forced.Out, StringComparison.Ordinal);
        Assert.NotEqual("old", await File.ReadAllTextAsync(file));
        Assert.Equal(["monday"], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(file)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Backup_Cancelled_LeavesNothingBehind()
    {
        await using var store = await CliStore.CreateAsync();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var result = await store.Folder.RunAsync(stop.Token, "backup", Path.Combine(store.Folder.Root, "backups", "monday"));

        Assert.Equal(130, result.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(store.Folder.Root, "backups")));
    }

    [Fact]
    public async Task Backup_ProcessIsKilled_LeavesNoHalfFileUnderItsName()
    {
        await using var store = await CliStore.CreateAsync();
        var file = Path.Combine(store.Folder.Root, "killed");
        var ended = false;
        for (var milliseconds = 100; !ended && milliseconds < 5000; milliseconds += 60)
        {
            using var program = Start(store, file);
            if (!program.WaitForExit(milliseconds)) program.Kill();
            await program.WaitForExitAsync();
            ended = program.ExitCode == 0;
            if (!File.Exists(file)) continue;
            await using var empty = await CliStore.CreateAsync(apply: false);
            Assert.Equal("", (await empty.Folder.RunAsync("restore", file)).Error);
            File.Delete(file);
        }

        Assert.True(ended);
    }

    [Theory]
    [InlineData("campaigns/backup.db")]
    [InlineData("campaigns/weeks/backup.yaml")]
    public async Task Backup_IntoTheWorkspace_IsRefused(string file)
    {
        await using var store = await CliStore.CreateAsync();

        var result = await store.Folder.RunAsync("backup", file);

        Assert.Equal(1, result.Code);
        Assert.Contains("lies in the workspace", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(store.Folder.Root, file)));
    }

    [Fact]
    public async Task Backup_OfNoStore_IsRefused()
    {
        await using var store = await CliStore.CreateAsync(apply: false);

        var result = await store.Folder.RunAsync("backup", "backup.db");

        Assert.Equal(1, result.Code);
        Assert.Empty(Directory.EnumerateFiles(store.Folder.Root));
    }

    [Fact]
    public async Task Backup_StoreOfANewerProgram_IsRefused()
    {
        await using var store = await CliStore.CreateAsync();
        await store.ExecuteAsync("insert into migration (number, checksum, lowest_program, applied_at) values (9999, 'x', '0.1.0', 0)");

        var result = await store.Folder.RunAsync("backup", "backup.db");

        Assert.Equal(1, result.Code);
        Assert.Contains("newer", result.Error, StringComparison.Ordinal);
    }

    private static Process Start(CliStore store, string file)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "growth-cli.dll"), "backup", file, "--workspace", store.Folder.Workspace])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Growth__Database"] = store.Setting;
        return Process.Start(start)!;
    }

    private static async Task SendAsync(TrackingHost app, Load load, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var visitor = await app.VisitorAsync();
            var answer = await app.SendAsync(
                new { id = "1", kind = "view", piece = TrackingStore.Published, visitor = visitor.Visitor },
                new { id = "2", kind = "share", piece = TrackingStore.Published, visitor = visitor.Visitor });
            Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.Status);
            load.Add(2);
        }
    }

    private sealed class Load
    {
        private long _acknowledged;

        public long Acknowledged => Interlocked.Read(ref _acknowledged);

        public void Add(int events) => Interlocked.Add(ref _acknowledged, events);
    }
}
