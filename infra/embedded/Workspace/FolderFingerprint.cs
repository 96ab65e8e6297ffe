using System.Security.Cryptography;
using System.Text;

namespace Growth.Embedded.Workspace;

/// <summary>Tells one state of a folder from another by its YAML and Markdown, whatever times, links or renames brought it about.</summary>
internal static class FolderFingerprint
{
    private const int MostBytes = 512 * 1024;

    // A workspace has a few hundred; a folder that holds a disk is not read through at every poll.
    private const int MostFiles = 5000;

    private static readonly EnumerationOptions Deep = new() { RecurseSubdirectories = true, MaxRecursionDepth = 6, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.System };

    /// <returns>Also for a folder that is missing or partly unreadable: that is a state like any other.</returns>
    internal static string Of(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Files(folder))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path + "\n"));
            hash.AppendData(SHA256.HashData(Read(path)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static List<string> Files(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", Deep)
                .Where(path => Path.GetExtension(path) is ".yaml" or ".yml" or ".md" && !Hidden(folder, path))
                .Take(MostFiles)
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool Hidden(string folder, string path) => Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'));

    private static byte[] Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[Math.Min(stream.Length, MostBytes)];
            return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Encoding.UTF8.GetBytes(e.GetType().Name);
        }
    }
}
