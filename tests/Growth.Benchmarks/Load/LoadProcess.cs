using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Growth.Benchmarks.Load;

/// <summary>The load generator's process: the same requests for every server of a run.</summary>
internal sealed class LoadProcess : IDisposable
{
    private readonly Process _process;

    private LoadProcess(Process process) => _process = process;

    public static Task<LoadProcess> ReadersAsync(int posts, int eventsPerPost, int readers, int seed, CancellationToken cancellationToken) => StartAsync(
        ["load", "--key", BenchWeek.SigningKey, "--posts", Text(posts), "--events", Text(eventsPerPost), "--readers", Text(readers), "--seed", Text(seed)], cancellationToken);

    /// <param name="key">Signs them.</param>
    public static Task<LoadProcess> ShopAsync(string kind, string key, int posts, int seed, CancellationToken cancellationToken) =>
        StartAsync(["load-webhooks", "--kind", kind, "--key", key, "--posts", Text(posts), "--seed", Text(seed)], cancellationToken);

    public async Task<LoadResult> RunAsync(LoadOrder order, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order).AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The load generator has gone.");
        return JsonSerializer.Deserialize<LoadResult>(line)!;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<LoadProcess> StartAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Growth.Benchmarks.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // Answers are read where they arrive: fewer switches between threads, and more of the machine for the server.
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        var load = new LoadProcess(Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start."));
        var ready = await load._process.StandardOutput.ReadLineAsync(cancellationToken);
        return ready is "ready" ? load : throw new InvalidOperationException("The load generator did not start: " + ready);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
