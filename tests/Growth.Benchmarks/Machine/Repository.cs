namespace Growth.Benchmarks.Machine;

/// <summary>Where this build's source tree is.</summary>
internal static class Repository
{
    /// <exception cref="InvalidOperationException">The program was moved out of its tree.</exception>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Growth.sln"))) return folder.FullName;
        throw new InvalidOperationException("The bench runs inside its source tree; no Growth.sln was found above " + AppContext.BaseDirectory);
    }
}
