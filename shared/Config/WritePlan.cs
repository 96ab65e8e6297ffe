using Growth.Config.Yaml;
using Growth.Weeks;

namespace Growth.Config;

/// <summary>A plan as the file a team would keep in <c>weeks/</c>: what a review proposes and a draft offers. Reads back as the same plan.</summary>
public static class WritePlan
{
    public const string Header = "# yaml-language-server: $schema=../week.schema.json\n";

    /// <param name="notes">Lines for the reader, written as comments above the plan.</param>
    public static string Run(WeekPlan plan, Currency currency, params IReadOnlyList<string> notes) =>
        Header + string.Concat(notes.SelectMany(note => note.Split('\n')).Select(line => $"# {line.TrimEnd()}\n")) + WriteYaml.Run(WithoutEstimates(plan), currency);

    // Estimated anew from the text when it is read.
    private static WeekPlan WithoutEstimates(WeekPlan plan) => plan with
    {
        Content = [.. plan.Content.Select(piece => piece.Estimated ? piece with { ReadingTime = null } : piece)],
    };
}
