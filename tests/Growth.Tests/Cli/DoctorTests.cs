using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Dapper;
using Growth.Storage;
using Growth.Time;
using Microsoft.Data.Sqlite;
using NodaTime;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class DoctorTests
{
    [Fact]
    public async Task NewWorkspace_NothingFails()
    {
        using var folder = new CliFolder();

        var result = await folder.RunAsync("doctor");

        Assert.Equal(0, result.Code);
        Assert.DoesNotContain("fail", result.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Database));
    }

    [Fact]
    public async Task Recount_CounterIsOff_NamesItAndFails()
    {
        using var folder = new CliFolder(workspace: false);
        await folder.RunAsync("demo", "-w", "campaigns", "--members", "6", "--seed", "3");
        var right = await folder.RunAsync("doctor", "--recount");
        await using var database = new SqliteConnection($"Data Source={folder.Database};Pooling=False");
        await database.ExecuteAsync("update piece_counter set week_views = week_views + 1 where piece_id = 1");
        var off = await folder.RunAsync("doctor", "--recount", "--json");

        Assert.Equal(0, right.Code);
        Assert.Contains("counters equal a recount (", right.Out, StringComparison.Ordinal);
        Assert.Equal(1, off.Code);
        var finding = Assert.Single(JsonDocument.Parse(off.Out).RootElement.EnumerateArray(), one => one.GetProperty("check").GetString() == "counters");
        Assert.Contains("week_views is stored as", finding.GetProperty("what").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await folder.RunAsync("doctor")).Code);
    }

    [Fact]
    public async Task BrokenFiles_Fail()
    {
        using var folder = new CliFolder();
        folder.Edit("growth.yaml", "currency: CNY", "currency: XYZ");

        Assert.Equal("fail", await LevelAsync(folder, "workspace", exit: 1));
    }

    [Fact]
    public async Task NoWorkspace_Fails()
    {
        using var folder = new CliFolder(workspace: false);

        Assert.Equal("fail", await LevelAsync(folder, "workspace", exit: 1));
    }

    [Fact]
    public async Task NotADatabase_Fails()
    {
        using var folder = new CliFolder();
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Database)!);
        await File.WriteAllTextAsync(folder.Database, new string('x', 5000));

        Assert.Equal("fail", await LevelAsync(folder, "database", exit: 1));
    }

    [Fact]
    public async Task LockedByAnother_FailsAndSaysSo()
    {
        using var folder = new CliFolder();
        await folder.RunAsync("apply");
        await using var other = new SqliteConnection($"Data Source={folder.Database};Pooling=False");
        await other.OpenAsync();
        await other.ExecuteAsync("begin immediate");

        Assert.Equal("fail", await LevelAsync(folder, "lock", exit: 1));
    }

    [Theory]
    [InlineData(600, 0, "fail", 1)]
    [InlineData(-600, 0, "ok", 0)]
    [InlineData(600, 1, "warn", 0)]
    public async Task Clock_AgainstTheLatestSeen(int secondsAhead, int stepped, string level, int exit)
    {
        using var folder = new CliFolder();
        await folder.RunAsync("apply");
        var highest = new MachineClock(TimeProvider.System).Now + Duration.FromSeconds(secondsAhead);
        await ChangeAsync(folder, "insert into clock (id, highest, stepped) values (1, @highest, @stepped)", new { highest = highest.ToMicros(), stepped });

        Assert.Equal(level, await LevelAsync(folder, "clock", exit));
    }

    [Fact]
    public async Task AlertsAndPoison_AreShown()
    {
        using var folder = new CliFolder();
        await folder.RunAsync("apply");
        await ChangeAsync(folder, "insert into alert (key, text, raised_at) values ('config', 'weeks/x.yaml is broken', 0)");
        Assert.Equal("warn", await LevelAsync(folder, "alert", exit: 0));

        await ChangeAsync(folder, "insert into queue_message (queue, body, enqueued_at, due_at, visible_at, dequeue_count) values ('notifications-poison', '{}', 0, 0, 0, 0)");
        Assert.Equal("fail", await LevelAsync(folder, "queue", exit: 1));
    }

    [Fact]
    public async Task Port_InUse_Warns()
    {
        using var folder = new CliFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.Equal("warn", await LevelAsync(folder, "port", exit: 0, "--port", $"{((IPEndPoint)listener.LocalEndpoint).Port}"));
    }

    [Theory]
    [InlineData("c2hvcnQ=", "fail", 1)]
    [InlineData("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "ok", 0)]
    public async Task SigningKey_FromSettings(string key, string level, int exit)
    {
        using var folder = new CliFolder().With("Growth__SigningKey", key);

        var result = await folder.RunAsync("doctor", "--json");

        Assert.Equal(exit, result.Code);
        Assert.DoesNotContain(key, result.Out, StringComparison.Ordinal);
        Assert.Equal(level, await LevelAsync(folder, "signing-key", exit));
    }

    [Theory]
    [InlineData("c2hvcnQ=", "fail", 1)]
    [InlineData("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "ok", 0)]
    [InlineData("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=,YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY=", "ok", 0)]
    public async Task DataKey_FromSettings(string key, string level, int exit)
    {
        using var folder = new CliFolder().With("Growth__DataKey", key);

        var result = await folder.RunAsync("doctor", "--json");

        Assert.Equal(exit, result.Code);
        Assert.DoesNotContain(key, result.Out, StringComparison.Ordinal);
        Assert.Equal(level, await LevelAsync(folder, "data-key", exit));
    }

    [Fact]
    public async Task DataKey_NotSetOnPostgres_WarnsThatMachinesWouldDiffer()
    {
        using var folder = new CliFolder().With("Growth__Database", "Host=127.0.0.1;Port=1;Timeout=1");

        Assert.Equal("warn", await LevelAsync(folder, "data-key", exit: 1));
    }

    private static async Task<string?> LevelAsync(CliFolder folder, string check, int exit, params string[] more)
    {
        var result = await folder.RunAsync(["doctor", "--json", .. more]);
        Assert.Equal(exit, result.Code);
        using var json = JsonDocument.Parse(result.Out);
        return json.RootElement.EnumerateArray().First(finding => finding.GetProperty("check").GetString() == check).GetProperty("level").GetString();
    }

    private static async Task ChangeAsync(CliFolder folder, string sql, object? parameters = null)
    {
        await using var connection = new SqliteConnection($"Data Source={folder.Database};Pooling=False");
        await connection.ExecuteAsync(sql, parameters);
    }
}
