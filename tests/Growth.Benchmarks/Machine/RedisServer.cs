using System.Diagnostics;
using System.Globalization;

namespace Growth.Benchmarks.Machine;

/// <summary>A Redis of the machine's for BullMQ, in a folder of its own, that answers only what is on the disk: <c>appendfsync always</c>.</summary>
internal sealed class RedisServer : IDisposable
{
    private const string Program = "redis-server";

    private readonly string _folder;
    private readonly ChildProcess _server;

    private RedisServer(string folder, ChildProcess server) => (_folder, _server) = (folder, server);

    public static bool IsInstalled => Find(Program) is not null;

    public string Address => string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{_server.Port}");

    public static async Task<RedisServer> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("growth-bench-redis-").FullName;
        var port = ChildProcess.FreePort();
        var server = ChildProcess.StartOther(Find(Program)!, port,
            ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--appendfsync", "always", "--save", ""]);
        await server.AnsweredAsync(path: null, cancellationToken);
        return new RedisServer(folder, server);
    }

    /// <summary>From Debian's packages when we may; else it is said to be missing where it is needed.</summary>
    public static async Task InstallAsync(CancellationToken cancellationToken)
    {
        if (IsInstalled || !string.Equals(Environment.UserName, "root", StringComparison.Ordinal) || Find("apt-get") is not { } apt) return;
        Report.Say("Installing redis-server ...");
        var start = new ProcessStartInfo(apt, ["install", "-y", "-q", "--no-install-recommends", Program]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariables()["PATH"] as string ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
