using System.Globalization;

namespace Growth.Benchmarks;

/// <summary>
/// The same request against an HTTP function and against a bare Kestrel endpoint, in turns, from the same load generator:
/// each server in a process of its own, one of them idle while the other is measured.
/// </summary>
internal static class MeasureRequests
{
    public const string Path = "/api/ping";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    public static async Task<(List<double> Function, List<double> Bare)> RunAsync(Workspace workspace, int rounds, TimeSpan length, CancellationToken cancellationToken)
    {
        using var function = Serve("serve-function", workspace.Folder);
        using var bare = Serve("serve-bare");
        foreach (var server in new[] { function, bare })
        {
            await server.AnsweredAsync(Path, cancellationToken);
            await LoadGenerator.RunAsync(server.Port, Path, WarmUp, cancellationToken);
        }

        List<double> functionRates = [], bareRates = [];
        for (var round = 0; round < rounds; round++)
        {
            functionRates.Add(await LoadGenerator.RunAsync(function.Port, Path, length, cancellationToken));
            bareRates.Add(await LoadGenerator.RunAsync(bare.Port, Path, length, cancellationToken));
        }

        return (functionRates, bareRates);
    }

    private static ChildProcess Serve(string command, params ReadOnlySpan<string> more)
    {
        var port = ChildProcess.FreePort();
        return ChildProcess.Start("Growth.Benchmarks.dll", port, [command, port.ToString(CultureInfo.InvariantCulture), .. more], new Dictionary<string, string>(StringComparer.Ordinal));
    }
}
