using System.Diagnostics;

namespace Growth.Tests.Faults;

/// <summary>A disk of a few MiB: memory mounted as a folder, where we may mount.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <returns>Null: this user may not mount.</returns>
    public static async Task<SmallDisk?> TryMountAsync(int mebibytes)
    {
        var folder = Directory.CreateTempSubdirectory("growth-small-").FullName;
        if (await ExitAsync("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", folder) == 0) return new SmallDisk(folder);
        Directory.Delete(folder);
        return null;
    }

    public async Task GrowAsync(int mebibytes)
    {
        if (await ExitAsync("mount", "-o", $"remount,size={mebibytes}m", Folder) != 0) throw new InvalidOperationException("The small disk cannot grow.");
    }

    public async ValueTask DisposeAsync()
    {
        // Lazy: the server that had files there may still be ending.
        await ExitAsync("umount", "--lazy", Folder);
        Directory.Delete(Folder);
    }

    private static async Task<int> ExitAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
