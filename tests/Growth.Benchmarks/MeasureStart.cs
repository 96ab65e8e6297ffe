using System.Diagnostics;

namespace Growth.Benchmarks;

internal static class MeasureStart
{
    /// <returns>Milliseconds from starting the process to the first HTTP answer.</returns>
    public static async Task<double> RunAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var port = ChildProcess.FreePort();
        var started = Stopwatch.GetTimestamp();
        using var host = ChildProcess.Start("Growth.Functions.dll", port, [], Environment(workspace, port));
        await host.AnsweredAsync("/healthz", cancellationToken);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    public static Dictionary<string, string> Environment(Workspace workspace, int port) => new(StringComparer.Ordinal)
    {
        ["Growth__Workspace"] = workspace.Folder,
        ["Growth__Port"] = $"{port}",
    };
}
