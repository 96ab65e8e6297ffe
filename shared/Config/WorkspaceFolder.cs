using System.Diagnostics.CodeAnalysis;

namespace Growth.Config;

/// <summary>Where a workspace keeps what, and reading of it that never leaves the folder and never takes in more than it may.</summary>
internal static class WorkspaceFolder
{
    internal const string ConfigFile = "growth.yaml";
    internal const string WeeksFolder = "weeks";

    /// <returns>Names such as <c>weeks/2026-W48.yaml</c>, sorted; hidden files and editors' leftovers are not weeks.</returns>
    internal static IReadOnlyList<string> WeekFiles(string folder)
    {
        var weeks = Path.Combine(folder, WeeksFolder);
        if (!Directory.Exists(weeks)) return [];
        return [.. Directory.EnumerateFiles(weeks)
            .Select(path => Path.GetFileName(path))
            .Where(name => name[0] != '.' && Path.GetExtension(name) is ".yaml" or ".yml")
            .Order(StringComparer.Ordinal)
            .Select(name => $"{WeeksFolder}/{name}")];
    }

    /// <param name="bytes">At most <paramref name="limit"/> and one: one more than allowed tells a file that is too large.</param>
    /// <param name="fault">Why it could not be read; null when there is no such file.</param>
    internal static bool TryRead(string path, int limit, [NotNullWhen(true)] out byte[]? bytes, out string? fault)
    {
        (bytes, fault) = (null, null);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[Math.Min(stream.Length, limit) + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            bytes = buffer[..length];
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = e.Message;
            return false;
        }
    }

    /// <summary>The file a plan names, when it stays in the folder: no absolute path, no way up, no link that leads out.</summary>
    internal static string? Contained(string folder, string relative)
    {
        if (relative.Contains('\\', StringComparison.Ordinal) || Path.IsPathRooted(relative)) return null;
        var parts = relative.Split('/');
        if (Array.Exists(parts, part => part is "" or "." or "..")) return null;
        var root = Real(Path.GetFullPath(folder));
        var path = root;
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            if (Final(path) is not { } target) continue;
            if (!target.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return null;
            path = target;
        }

        return path;
    }

    private static string Real(string path) => Final(path) ?? path;

    private static string? Final(string path)
    {
        try
        {
            FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            return info.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            // A link in a circle: nothing can be read through it, and reading says so.
            return null;
        }
    }
}
