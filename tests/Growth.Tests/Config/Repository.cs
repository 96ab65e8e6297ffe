using System.Runtime.CompilerServices;

namespace Growth.Tests.Config;

/// <summary>Files of this repository as they lie in the working copy.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    internal static string Campaigns => Path.Combine(Root, "campaigns");

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
