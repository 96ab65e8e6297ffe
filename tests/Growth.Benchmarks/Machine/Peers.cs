using System.Diagnostics;

namespace Growth.Benchmarks.Machine;

/// <summary>The programs that others wrote and we measure beside: packages of npm in a folder of their own, and a Node.js that comes with them.</summary>
internal static class Peers
{
    private static readonly string Source = Path.Combine(Repository.Root, "tests", "Growth.Benchmarks", "peers");
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "bench-peers");
    private static readonly string Node = Path.Combine(Folder, "node_modules", "node", "bin", "node");

    // once: a file must not change while a peer that was started reads it
    private static readonly Lazy<bool> Scripts = new(() => Copy("*.mjs"));

    public static bool AreInstalled => File.Exists(Node);

    /// <summary>By npm, in the versions of the lock file. (Not "npm ci": it refuses a lock file that leaves out other systems' optional packages.)</summary>
    /// <exception cref="InvalidOperationException">npm is missing or failed.</exception>
    public static async Task InstallAsync(CancellationToken cancellationToken)
    {
        Copy("*.json");
        await RunAsync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts=false"], cancellationToken);
        await RedisServer.InstallAsync(cancellationToken);
        if (!AreInstalled) throw new InvalidOperationException("npm ran, and there is still no " + Node);
    }

    public static ChildProcess Start(string script, int port, params string[] arguments)
    {
        _ = Scripts.Value;
        return ChildProcess.StartOther(Node, port, [Path.Combine(Folder, script), .. arguments], new Dictionary<string, string>(StringComparer.Ordinal) { ["NODE_ENV"] = "production" });
    }

    /// <summary>One that answers by lines on its standard output.</summary>
    public static (string File, IReadOnlyList<string> Arguments) Script(string script, params string[] arguments)
    {
        _ = Scripts.Value;
        return (Node, [Path.Combine(Folder, script), .. arguments]);
    }

    private static bool Copy(string pattern)
    {
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.GetFiles(Source, pattern)) File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        return true;
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            // what it says is no figure
            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            await Console.Error.WriteAsync(await process.StandardOutput.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"{program} was not found: install Node.js with npm to measure the peers.", e);
        }
    }
}
