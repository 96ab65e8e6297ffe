using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Growth.Tests.Benchmarks;

/// <summary>Each bench runs on both engines and says what it found, a JSON object a line. What the figures are is no matter of a test.</summary>
public sealed class BenchTests
{
    private static readonly string[] Names = ["bench", "engine", "unit", "median", "min", "max", "runs", "yardstick", "yardstickMedian", "ratio"];

    [Theory]
    [InlineData("ingest", "sqlite", "ingest: 1 event a POST, 32 connections", "bare Kestrel POST", "--only", "1 event a POST, 32")]
    [InlineData("ingest", "postgres", "ingest: 1 event a POST, 32 connections", "bare Kestrel POST", "--only", "1 event a POST, 32")]
    [InlineData("ingest", "sqlite", "ingest: bare store, transactions of 100 rows", null, "--only", "bare store")]
    [InlineData("ingest", "postgres", "ingest: bare store, COPY", null, "--only", "bare store")]
    [InlineData("queue", "sqlite", "queue: drain, one POST a message, 50 at once", "bare POST loop", "--messages", "300")]
    [InlineData("queue", "postgres", "queue: enqueue one by one, 32 clients", "bare prepared insert", "--messages", "300")]
    [InlineData("rollup", "sqlite", "rollup: rates of a week, 4,000 events", "scan of the events", "--events", "4000")]
    [InlineData("rollup", "postgres", "rollup: ingest into 4,000 events", "a new store", "--events", "4000")]
    public async Task Bench_Run_TellsFiguresBesideTheirYardsticks(string bench, string engine, string expected, string? yardstick, string option, string value)
    {
        var (code, output, errors) = await RunAsync(bench, "--engine", engine, option, value, "--runs", "1", "--seconds", "0.2", "--alone", "--json");

        Assert.True(code == 0, errors);
        var figures = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(figures, figure => Assert.Equal(Names, figure.EnumerateObject().Select(property => property.Name)));
        Assert.All(figures, figure => Assert.Equal(engine, figure.GetProperty("engine").GetString()));
        Assert.All(figures, figure => Assert.True(figure.GetProperty("median").GetDouble() > 0 && figure.GetProperty("runs").GetInt32() == 1, figure.ToString()));
        var named = Assert.Single(figures, figure => figure.GetProperty("bench").GetString() == expected);
        Assert.Equal(yardstick, named.GetProperty("yardstick").GetString());
        Assert.Equal(yardstick is not null, named.GetProperty("ratio").ValueKind == JsonValueKind.Number);
    }

    [Fact]
    public async Task Bench_UnknownEngine_IsRefusedWithWhatIsAllowed()
    {
        var (code, _, errors) = await RunAsync("ingest", "--engine", "oracle");

        Assert.NotEqual(0, code);
        Assert.Contains("postgres", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Growth.Benchmarks.dll"), .. arguments])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        if (Environment.GetEnvironmentVariables()["GROWTH_TEST_POSTGRES"] is string { Length: > 0 } given) start.Environment["GROWTH_BENCH_POSTGRES"] = given;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }
}
