using System.CommandLine;

namespace Growth.Benchmarks;

/// <summary>The embedded host: how fast it starts, what it needs when idle, what it adds to a request.</summary>
internal static class HostBenchmarks
{
    public static Command Command(Option<bool> json, Option<bool> markdown)
    {
        var runs = new Option<int>("--runs") { Description = "Process starts, 1 to 100.", DefaultValueFactory = _ => 11 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of requests against each server, 1 to 50.", DefaultValueFactory = _ => 7 };
        var seconds = new Option<int>("--seconds") { Description = "Length of a round, 1 to 60.", DefaultValueFactory = _ => 2 };
        var command = new Command("host", "The embedded host: start, memory, and an HTTP function beside a bare Kestrel endpoint.") { runs, rounds, seconds };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = RunAsync(
                Math.Clamp(parsed.GetValue(runs), 1, 100), Math.Clamp(parsed.GetValue(rounds), 1, 50),
                TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 60)), cancellationToken);
            var report = new Report(parsed.GetValue(json) ? ReportShape.Json : parsed.GetValue(markdown) ? ReportShape.Markdown : ReportShape.Table);
            await foreach (var figure in figures) report.Write(figure);
            return 0;
        });
        return command;
    }

    private static async IAsyncEnumerable<Figure> RunAsync(
        int runs, int rounds, TimeSpan length, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var workspace = Workspace.Create();
        // the first start also makes the database and fills the disk cache: not counted
        await MeasureStart.RunAsync(workspace, cancellationToken);
        var starts = new List<double>();
        for (var i = 0; i < runs; i++) starts.Add(await MeasureStart.RunAsync(workspace, cancellationToken));
        yield return Figure.Of("host: process start to first HTTP answer", "ms", starts);

        var memory = new List<double>();
        for (var i = 0; i < 3; i++) memory.Add(await MeasureMemory.RunAsync(workspace, cancellationToken));
        yield return Figure.Of("host: memory when idle", "MiB", memory);

        var (function, bare) = await MeasureRequests.RunAsync(workspace, rounds, length, cancellationToken);
        yield return Figure.Of("host: HTTP function", "req/s", function).Against("bare Kestrel endpoint", function, bare);
    }
}
