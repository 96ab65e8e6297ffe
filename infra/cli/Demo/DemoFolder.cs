using System.Text.Json;
using Growth.Storage;
using Growth.Storefronts;

namespace Growth.Cli.Demo;

/// <summary>Where a demo lives: the workspace it runs and the files of its own beside the database.</summary>
internal sealed class DemoFolder
{
    private DemoFolder(string workspace, bool temporary) => (Workspace, IsTemporary) = (workspace, temporary);

    public string Workspace { get; }

    /// <summary>Made by us for this run, and removed when the run is broken off.</summary>
    public bool IsTemporary { get; }

    public string Data => Path.Combine(Workspace, ".growth");

    public string Database => Path.Combine(Data, "growth.db");

    public string Outbox => Path.Combine(Data, "outbox");

    /// <summary>The members' phones: which token each has kept.</summary>
    public string Phones => Path.Combine(Data, "phones.jsonl");

    private string MarkerFile => Path.Combine(Data, "demo.json");

    public static DemoFolder Temporary() => new(Directory.CreateTempSubdirectory("growth-demo-").FullName, temporary: true);

    public static DemoFolder At(string workspace) => new(workspace, temporary: false);

    /// <returns>Null: no demo was begun here.</returns>
    /// <exception cref="JsonException">The file is not what a demo wrote.</exception>
    public DemoMarker? ReadMarker()
    {
        if (!File.Exists(MarkerFile)) return null;
        var marker = Json.Read<DemoMarker>(File.ReadAllText(MarkerFile));
        return StandardWebhooksSecret.TryParse(marker.ShopSecret, out _) ? marker : throw new JsonException("shopSecret is no secret of Standard Webhooks");
    }

    public void Write(DemoMarker marker)
    {
        Directory.CreateDirectory(Data);
        // Moved into place: a run that is killed here leaves the old one or the new one.
        var aside = MarkerFile + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(aside, options)) writer.WriteLine(Json.Write(marker));
        File.Move(aside, MarkerFile, overwrite: true);
    }

    /// <summary>Copies the sample campaign that comes with the program, unless the folder holds a workspace already.</summary>
    public void FillWithSample()
    {
        if (File.Exists(Path.Combine(Workspace, "growth.yaml"))) return;
        var sample = Path.Combine(AppContext.BaseDirectory, "sample");
        foreach (var file in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Workspace, Path.GetRelativePath(sample, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    public void Remove()
    {
        if (IsTemporary) Directory.Delete(Workspace, recursive: true);
    }
}
