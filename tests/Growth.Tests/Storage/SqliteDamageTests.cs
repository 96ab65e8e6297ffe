using System.Net;
using Dapper;
using Growth.Embedded;
using Growth.Storage;
using Growth.Tests.Embedded;
using Growth.Tests.Tracking;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Growth.Tests.Storage;

/// <summary>A damaged SQLite store is refused at start, untouched, with what to do.</summary>
public sealed class SqliteDamageTests
{
    private const int Page = 4096;

    [Theory]
    [InlineData("not a database")]
    [InlineData("torn header")]
    [InlineData("page in the middle overwritten")]
    [InlineData("truncated")]
    [InlineData("log is garbage")]
    [InlineData("log's header torn")]
    [InlineData("frame in the log overwritten")]
    public async Task Start_DamagedStore_IsRefusedUntouchedWithWhatToDo(string damage)
    {
        await using var app = new TestApp();
        var (path, files) = await DeadHostsStoreAsync(app.Folder, log: damage.StartsWith("log", StringComparison.Ordinal) || damage.StartsWith("frame", StringComparison.Ordinal));
        var log = files.Log;
        switch (damage)
        {
            case "not a database": files.Main.AsSpan().Fill((byte)'x'); break;
            case "torn header": files.Main.AsSpan(16, 84).Fill(0xA5); break;
            case "page in the middle overwritten": files.Main.AsSpan(RootOf(path, "timer"), Page).Fill(0xA5); break;
            case "truncated": files.Main = files.Main[..(files.Main.Length / 2)]; break;
            case "log is garbage": Random.Shared.NextBytes(log); break;
            case "log's header torn": log.AsSpan(16, 16).Fill(0xA5); break;
            default: log.AsSpan(32 + (2 * (24 + Page)) + 100, 50).Fill(0xA5); break;
        }

        await File.WriteAllBytesAsync(path, files.Main);
        if (log.Length > 0) await File.WriteAllBytesAsync(path + "-wal", log);

        var refused = await Assert.ThrowsAsync<HostRefusedException>(async () => await app.StartAsync(app.Options()));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("growth restore FILE", refused.Message, StringComparison.Ordinal);
        Assert.Equal(files.Main, await File.ReadAllBytesAsync(path));
        Assert.Equal(log, File.Exists(path + "-wal") ? await File.ReadAllBytesAsync(path + "-wal") : []);
    }

    [Fact]
    public async Task Start_LogTornAtItsEnd_IsWhatALossOfPowerLeavesAndStarts()
    {
        await using var app = new TestApp();
        var (path, files) = await DeadHostsStoreAsync(app.Folder, log: true);
        files.Log.AsSpan(files.Log.Length - 200, 100).Fill(0xA5);
        await File.WriteAllBytesAsync(path, files.Main);
        await File.WriteAllBytesAsync(path + "-wal", files.Log);

        await using var host = await app.StartAsync(app.Options());

        Assert.Empty(host.Failures);
    }

    [Fact]
    public async Task Post_StoreIsDamagedWhileItRuns_Is503()
    {
        await using var host = await TrackingHost.StartAsync();
        await host.Database.ReadAsync(connection => connection.ExecuteAsync("pragma wal_checkpoint(truncate)"));
        await using (var file = new FileStream(host.Setting, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = Page;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, (int)file.Length - Page).ToArray());
        }

        // What a connection has read it knows; others read the disk.
        SqliteConnection.ClearAllPools();

        using var answer = await host.Client.GetAsync("/c/" + TrackingStore.Published);
        using var health = await host.Client.GetAsync("/healthz");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (answer.StatusCode, health.StatusCode));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static int RootOf(string path, string table)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        return (connection.ExecuteScalar<int>("select rootpage from sqlite_master where name = @table", new { table }) - 1) * Page;
    }

    /// <returns>What is on the disk after a host was killed; with several commits in the log, or none.</returns>
    private static async Task<(string Path, Files Files)> DeadHostsStoreAsync(string folder, bool log)
    {
        var path = Path.Combine(folder, "growth.db");
        await using (var database = new SqliteDatabase(new StorageOptions { Path = path })) await new Migrator(database).RunAsync(NodaTime.Instant.FromUnixTimeSeconds(0));
        if (!log) return (path, new Files { Main = await File.ReadAllBytesAsync(path), Log = [] });
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        for (var n = 0; n < 8; n++) await connection.ExecuteAsync("pragma wal_autocheckpoint=0; insert into article (hash, markdown) values (@n, 'x')", new { n });
        return (path, new Files { Main = await File.ReadAllBytesAsync(path), Log = await File.ReadAllBytesAsync(path + "-wal") });
    }

    private sealed class Files
    {
        public required byte[] Main { get; set; }

        public required byte[] Log { get; init; }
    }
}
