namespace Growth.Benchmarks;

/// <summary>A copy of the sample campaigns in a temporary folder, so that a start does what it does for a team.</summary>
internal sealed class Workspace : IDisposable
{
    private Workspace(string folder) => Folder = folder;

    public string Folder { get; }

    public static Workspace Create()
    {
        var workspace = new Workspace(Directory.CreateTempSubdirectory("growth-bench-").FullName);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var campaigns = Path.Combine(folder.FullName, "campaigns");
            if (!File.Exists(Path.Combine(campaigns, "growth.yaml"))) continue;
            Copy(campaigns, workspace.Folder);
            break;
        }

        return workspace;
    }

    /// <summary>The sample's settings without a plan, and with the limit of events a minute at its highest.</summary>
    public static Workspace CreateForLoad()
    {
        var workspace = Create();
        Directory.Delete(Path.Combine(workspace.Folder, "weeks"), recursive: true);
        File.AppendAllText(Path.Combine(workspace.Folder, "growth.yaml"), "\ntracking: { eventsPerMinute: 100000 }\n");
        return workspace;
    }

    /// <summary>For load, with this one storefront instead of the sample's.</summary>
    /// <param name="storefront">A line of YAML: <c>name: { ... }</c>.</param>
    public static Workspace CreateForLoad(string storefront)
    {
        var workspace = CreateForLoad();
        var file = Path.Combine(workspace.Folder, "growth.yaml");
        File.WriteAllLines(file, File.ReadLines(file).Select(line => line.StartsWith("  shop: {", StringComparison.Ordinal) ? "  " + storefront : line).ToList());
        return workspace;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from).Where(folder => !Path.GetFileName(folder).StartsWith('.')))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
