using System.Text.Json;
using Growth.Storage;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class QueueTests
{
    [Theory]
    [InlineData("list")]
    [InlineData("peek", "notifications")]
    [InlineData("replay", "notifications")]
    [InlineData("purge", "notifications")]
    public async Task NoStoreYet_SaysWhatToDo(params string[] args)
    {
        using var folder = new CliFolder();

        var result = await folder.RunAsync(["queue", .. args]);

        Assert.Equal(3, result.Code);
        Assert.Contains("growth migrate", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Database));
    }

    [Fact]
    public async Task List_ShowsWhatLiesWhere()
    {
        using var folder = new CliFolder();
        await PoisonAsync(folder, 3);

        var result = await folder.RunAsync("queue", "list");
        using var json = JsonDocument.Parse((await folder.RunAsync("queue", "list", "--json")).Out);

        var row = result.Out.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["notifications", "1", "0", "0", "3"], row[..5]);
        Assert.Equal("0", row[6]);
        Assert.Equal(3, json.RootElement[0].GetProperty("poison").GetInt64());
    }

    [Fact]
    public async Task Peek_ShortensBodiesAndJsonHasThemWhole()
    {
        using var folder = new CliFolder();
        var body = "line\none " + new string('x', 500);
        await PoisonAsync(folder, 1, body);

        var result = await folder.RunAsync("queue", "peek", "notifications-poison");
        using var json = JsonDocument.Parse((await folder.RunAsync("queue", "peek", "notifications-poison", "--json")).Out);

        Assert.Contains("  line one xxx", result.Out, StringComparison.Ordinal);
        Assert.EndsWith("xxx…\n", result.Out, StringComparison.Ordinal);
        Assert.Equal(body, json.RootElement[0].GetProperty("body").GetString());
    }

    [Fact]
    public async Task Replay_ByEitherName_PutsThemBackAndTheDoctorIsContent()
    {
        using var folder = new CliFolder();
        await PoisonAsync(folder, 2);

        Assert.Equal("2 messages are back in notifications.\n", (await folder.RunAsync("queue", "replay", "notifications-poison")).Out);
        Assert.Equal("There is no message in notifications-poison.\n", (await folder.RunAsync("queue", "replay", "notifications")).Out);
        Assert.Equal(1, (await folder.RunAsync("queue", "replay", "notifications", "--id", "1")).Code);
        Assert.Contains("no alert, no message set aside", (await folder.RunAsync("doctor")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "yes", 1, false)]
    [InlineData(true, "no", 1, false)]
    [InlineData(true, "", 1, false)]
    [InlineData(true, "yes", 0, true)]
    public async Task Purge_AsksWhoeverIsThere(bool terminal, string answer, int code, bool deletes)
    {
        using var folder = new CliFolder { IsTerminal = terminal, Input = answer };
        await PoisonAsync(folder, 2);

        var result = await folder.RunAsync("queue", "purge", "notifications-poison", "--no-color");

        Assert.Equal(code, result.Code);
        Assert.Contains("notifications-poison: 2 messages wait, 0 are being handled (they stay).", result.Out, StringComparison.Ordinal);
        Assert.Equal(deletes, result.Out.Contains("2 messages were deleted.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Purge_WithYes_AsksNobody()
    {
        using var folder = new CliFolder();
        await PoisonAsync(folder, 2);

        Assert.Equal(0, (await folder.RunAsync("queue", "purge", "notifications-poison", "--yes")).Code);
        Assert.Contains("There is no message", (await folder.RunAsync("queue", "peek", "notifications-poison")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("peek")]
    [InlineData("peek", "Not_A_Queue")]
    [InlineData("peek", "notifications", "--limit", "0")]
    [InlineData("replay", "notifications", "--id", "x")]
    [InlineData("lst")]
    public async Task Usage_Wrong_IsExitCode2(params string[] args)
    {
        using var folder = new CliFolder();

        var result = await folder.RunAsync(["queue", .. args]);

        Assert.Equal(2, result.Code);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("peek")]
    [InlineData("replay")]
    [InlineData("purge")]
    public async Task Help_OfEachPart_NamesItWhole(string command)
    {
        using var folder = new CliFolder(workspace: false);

        var help = await folder.RunAsync("queue", command, "--help");

        Assert.Equal(0, help.Code);
        Assert.Contains($"  growth queue {command}", help.Out, StringComparison.Ordinal);
        Assert.Contains($"  {command} ", (await folder.RunAsync("queue")).Out, StringComparison.Ordinal);
    }

    /// <summary>One message that waits, and so many that failed.</summary>
    private static async Task PoisonAsync(CliFolder folder, int count, string? body = null)
    {
        Assert.Equal(0, (await folder.RunAsync("migrate")).Code);
        await using var database = new SqliteDatabase(new StorageOptions { Path = folder.Database });
        var clock = new BusinessClock(TimeProvider.System);
        var (queue, alerts) = (new DatabaseQueue(database, clock, new MachineClock(TimeProvider.System), new QueueSignal()), new Alerts(clock));
        for (var i = 0; i < count; i++) await database.WriteAsync(transaction => queue.EnqueueAsync(transaction, "notifications", body ?? $"{i}"));
        foreach (var message in await queue.ClaimAsync("notifications", count, Duration.FromMinutes(1)))
            await queue.FailAsync(message, 1, Duration.Zero, transaction => alerts.RaiseAsync(transaction, "poison:notifications", "t"));
        await database.WriteAsync(transaction => queue.EnqueueAsync(transaction, "notifications", "waits"));
    }
}
