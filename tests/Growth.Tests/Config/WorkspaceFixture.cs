using Growth.Config;

namespace Growth.Tests.Config;

/// <summary>A workspace folder of its own, a copy of the sample, to be spoilt; deleted at the end.</summary>
internal sealed class WorkspaceFixture : IDisposable
{
    internal const string Week = "weeks/2026-W48.yaml";
    internal const string Growth = "growth.yaml";

    internal WorkspaceFixture()
    {
        Folder = Directory.CreateTempSubdirectory("growth-workspace-").FullName;
        foreach (var name in (string[])[Growth, Week, "content/why-21-days.md", "content/night-reading.md", "content/share-a-line.md"])
            Write(name, File.ReadAllText(Path.Combine(Repository.Campaigns, name)));
    }

    internal string Folder { get; }

    internal WorkspaceRead Read() => ReadWorkspace.Run(Folder);

    internal string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    internal WorkspaceFixture Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    internal WorkspaceFixture WriteBytes(string file, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(Folder, file), bytes);
        return this;
    }

    /// <summary>Replaces the one place where the old text stands.</summary>
    internal WorkspaceFixture Edit(string file, string old, string replacement)
    {
        var text = Text(file);
        if (text.Split(old).Length != 2) throw new ArgumentException($"'{old}' stands {text.Split(old).Length - 1} times in {file}", nameof(old));
        return Write(file, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>A second week with names and times of its own.</summary>
    internal WorkspaceFixture AddWeek49() => Write("weeks/2026-W49.yaml", Text(Week)
        .Replace("2026-W48", "2026-W49", StringComparison.Ordinal)
        .Replace("2026-11-23", "2026-11-30", StringComparison.Ordinal)
        .Replace("2026-11-29", "2026-12-06", StringComparison.Ordinal)
        .Replace("key: reading-21", "key: reading-21-b", StringComparison.Ordinal)
        .Replace("slug: why-21-days", "slug: second-one", StringComparison.Ordinal)
        .Replace("slug: night-reading", "slug: second-two", StringComparison.Ordinal)
        .Replace("slug: share-a-line", "slug: second-three", StringComparison.Ordinal));

    /// <summary>Line and column, from 1, of the first place where the text stands.</summary>
    internal (int Line, int Column) Place(string file, string text)
    {
        var content = Text(file);
        var index = content.IndexOf(text, StringComparison.Ordinal);
        if (index < 0) throw new ArgumentException($"'{text}' is not in {file}", nameof(text));
        var before = content[..index];
        return (before.Count(c => c == '\n') + 1, index - before.LastIndexOf('\n'));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
