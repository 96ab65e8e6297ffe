namespace Growth.Benchmarks;

internal static class MeasureMemory
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    /// <returns>The working set, in MiB, of a host that has answered once and then rested.</returns>
    public static async Task<double> RunAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var port = ChildProcess.FreePort();
        using var host = ChildProcess.Start("Growth.Functions.dll", port, [], MeasureStart.Environment(workspace, port));
        await host.AnsweredAsync("/healthz", cancellationToken);
        await Task.Delay(Settle, cancellationToken);
        return host.WorkingSetMiB;
    }
}
