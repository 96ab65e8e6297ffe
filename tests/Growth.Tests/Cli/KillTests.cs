using System.Diagnostics;
using Dapper;
using Growth.Cli.Demo;
using Growth.Storage;
using Microsoft.Data.Sqlite;
using NodaTime;
using Xunit;

namespace Growth.Tests.Cli;

/// <summary>The real program, killed in the middle of the week as the system kills, and started again: nothing lost, nothing twice.</summary>
public sealed class KillTests
{
    private const string Members = "24";

    // The most is done, and so may be half done, around publications.
    private static readonly Instant[] Hot =
    [
        Instant.FromUtc(2026, 11, 23, 0, 0), Instant.FromUtc(2026, 11, 25, 12, 0), Instant.FromUtc(2026, 11, 27, 10, 0), Instant.FromUtc(2026, 11, 29, 14, 0),
    ];

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task KilledSeveralTimes_EndsAsIfNothingHadHappened(int seed)
    {
        using var folder = new CliFolder(workspace: false);
        foreach (var name in new[] { "whole", "killed" }) DemoStore.ShareDataKey(Path.Combine(folder.Root, name));
        var whole = folder.RunAsync("demo", "-w", "whole", "--members", Members, "--seed", $"{seed}");
        var workspace = Path.Combine(folder.Root, "killed");
        var chance = Dice.For(seed, "kills");
        var kills = 0;
        foreach (var hot in Hot) kills += await KillAsync(workspace, seed, hot + Duration.FromMinutes(chance.Between(0, 90)), chance) ? 1 : 0;

        Assert.Equal(0, await FinishAsync(workspace));
        Assert.Equal(0, (await whole).Code);

        Assert.True(kills >= 3, $"only {kills} kills met a running program");
        var (expected, actual) = (await DemoStore.ReadAsync(Path.Combine(folder.Root, "whole")), await DemoStore.ReadAsync(workspace));
        actual.AssertSound();
        Assert.Equal(expected.Snapshot, actual.Snapshot);
        Assert.Equal(expected.Counters, actual.Counters);
        Assert.Equal(expected.Sent, actual.Sent);
        Assert.Equal(expected.Weeks, actual.Weeks);
        Assert.Equal(expected.Shop, actual.Shop);
        Assert.Equal(expected.Webhooks, actual.Webhooks);
    }

    /// <returns>False: the program had ended by itself.</returns>
    private static async Task<bool> KillAsync(string workspace, int seed, Instant at, Dice chance)
    {
        using var program = Start(workspace, "--members", Members, "--seed", $"{seed}");
        var database = Path.Combine(workspace, ".growth", "growth.db");
        await Until.Async(() => program.HasExited || Reached(database) >= at);
        // Anywhere in what it is doing then: the loop's turn takes some milliseconds.
        Thread.SpinWait(chance.Between(0, 400_000));
        if (program.HasExited) return false;
        program.Kill();
        await program.WaitForExitAsync();
        return true;
    }

    private static async Task<int> FinishAsync(string workspace)
    {
        using var program = Start(workspace);
        await program.WaitForExitAsync();
        return program.ExitCode;
    }

    private static Process Start(string workspace, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "growth-cli.dll"), "demo", "--workspace", workspace, .. more])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var program = Process.Start(start)!;
        // Read to the end, or a full pipe would stop the program.
        program.OutputDataReceived += static (_, _) => { };
        program.ErrorDataReceived += static (_, _) => { };
        program.BeginOutputReadLine();
        program.BeginErrorReadLine();
        return program;
    }

    private static Instant Reached(string database)
    {
        if (!File.Exists(database)) return Instant.MinValue;
        try
        {
            using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
            return connection.ExecuteScalar<long?>("select highest from clock") is { } micros ? SqlTypes.FromMicros(micros) : Instant.MinValue;
        }
        catch (SqliteException)
        {
            // Not yet migrated, or being made.
            return Instant.MinValue;
        }
    }
}
