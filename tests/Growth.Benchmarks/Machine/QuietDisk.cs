using System.Diagnostics;

namespace Growth.Benchmarks.Machine;

/// <summary>Waits until nothing that was measured before is still being written: each run begins on a quiet disk.</summary>
internal static class QuietDisk
{
    private const string Statistics = "/proc/diskstats";
    private const long Still = 512;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <returns>False: it never became quiet; the figures are then those of a busy machine.</returns>
    public static async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux()) return true;
        using (var sync = Process.Start("sync")) await sync.WaitForExitAsync(cancellationToken);
        var waiting = Stopwatch.StartNew();
        for (var before = Written(); waiting.Elapsed < Patience;)
        {
            await Task.Delay(Look, cancellationToken);
            var now = Written();
            if (now - before < Still) return true;
            before = now;
        }

        return false;
    }

    /// <summary>Sectors of 512 bytes, over all disks.</summary>
    private static long Written() => File.Exists(Statistics)
        ? File.ReadLines(Statistics).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(parts => parts.Length > 9).Sum(parts => long.Parse(parts[9]))
        : 0;
}
