using Growth.Config.Yaml;
using Growth.Weeks;

namespace Growth.Config;

/// <summary>One key whose value an edit changes, as a team writes it.</summary>
public sealed record Change
{
    /// <summary><c>growth.yaml</c> or <c>weeks/2026-W48.yaml</c>.</summary>
    public required string File { get; init; }

    /// <summary>Empty: the file as a whole.</summary>
    public required string Path { get; init; }

    /// <summary>Null: there was none.</summary>
    public string? Old { get; init; }

    /// <summary>Null: it is gone.</summary>
    public string? New { get; init; }

    /// <summary>Why it was not taken; null: it was.</summary>
    public Words? Refused { get; init; }

    public override string ToString() => ToString(Language.En);

    public string ToString(Language language)
    {
        var text = $"{File}: {(Path.Length == 0 ? "" : Path + ": ")}{Old ?? "-"} -> {New ?? "-"}";
        return Refused is { } refused ? $"{text} ({refused.In(language)})" : text;
    }
}

/// <summary>What differs between two versions, key by key.</summary>
internal static class Changes
{
    internal static IReadOnlyList<Change> Of(GrowthConfig? before, GrowthConfig after) =>
        Of(WorkspaceFolder.ConfigFile, Flatten.Run(before, Currency.Of((before ?? after).Currency)), Flatten.Run(after, Currency.Of(after.Currency)));

    internal static IReadOnlyList<Change> Of(WeekPlan? before, WeekPlan? after, Currency currency) =>
        Of(FileOf((after ?? before)!), Texts(before, currency), Texts(after, currency));

    internal static string FileOf(WeekPlan plan) => $"{WorkspaceFolder.WeeksFolder}/{plan.Week}.yaml";

    private static SortedDictionary<string, string> Texts(WeekPlan? plan, Currency currency)
    {
        var texts = Flatten.Run(plan, currency);
        for (var i = 0; i < (plan?.Content.Count ?? 0); i++)
            if (plan!.Content[i].ArticleHash is { } hash) texts[$"content[{i}].text"] = $"#{hash[..8]}";
        return texts;
    }

    private static List<Change> Of(string file, SortedDictionary<string, string> before, SortedDictionary<string, string> after) =>
    [
        .. before.Keys.Union(after.Keys, StringComparer.Ordinal)
            .Where(path => before.GetValueOrDefault(path) != after.GetValueOrDefault(path))
            .Order(StringComparer.Ordinal)
            .Select(path => new Change { File = file, Path = path, Old = before.GetValueOrDefault(path), New = after.GetValueOrDefault(path) }),
    ];
}
