using Growth.Config;
using Growth.Storage;

namespace Growth.Cli;

/// <summary>
/// The language of the command line: <c>--lang</c>, else LC_ALL, LC_MESSAGES or LANG, else the workspace's, else English.
/// Known before parsing, because help and mistakes are told in it.
/// </summary>
internal static class PickLanguage
{
    public static Language From(IReadOnlyList<string> args, Surroundings surroundings)
    {
        if (Value(args, "--lang") is { } named) return Parse(named) ?? Language.En;
        foreach (var variable in (string[])["LC_ALL", "LC_MESSAGES", "LANG"])
        {
            if (surroundings.Environment[variable] is not { Length: > 0 } locale) continue;
            if (locale is "C" or "POSIX" || locale.StartsWith("C.", StringComparison.Ordinal)) break;
            return Parse(locale) ?? Language.En;
        }

        var workspace = Value(args, "--workspace") ?? surroundings.Environment[$"{GrowthOptions.Section}:Workspace"] ?? "campaigns";
        return OfWorkspace(Path.Combine(surroundings.Folder, workspace, "growth.yaml")) ?? Language.En;
    }

    private static Language? Parse(string text) =>
        text.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Language.ZhCn
        : text.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? Language.En
        : null;

    private static string? Value(IReadOnlyList<string> args, string option)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == option && i + 1 < args.Count) return args[i + 1];
            if (args[i].StartsWith(option + "=", StringComparison.Ordinal)) return args[i][(option.Length + 1)..];
        }

        return null;
    }

    // Only this one line, and without complaint: whether the file is right is for the commands that need it.
    private static Language? OfWorkspace(string file)
    {
        try
        {
            return File.Exists(file) && File.ReadLines(file).Take(200).FirstOrDefault(line => line.StartsWith("language:", StringComparison.Ordinal)) is { } line
                ? Parse(line["language:".Length..].Trim().Trim('"', '\''))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
