using Growth.Config;

namespace Growth.Embedded.Workspace;

/// <summary>What a person should know of an edit that was not taken, or not all of it.</summary>
internal static class WorkspaceAlert
{
    private const int Shown = 3;

    /// <returns>Null: everything was taken.</returns>
    internal static string? Of(string folder, ApplyResult result)
    {
        if (!result.Applied)
        {
            var errors = result.Problems.Where(problem => problem.IsError).ToList();
            return $"The workspace folder {folder} has {Count(errors.Count, "error")}; the last good version runs on. {First(errors.Select(error => error.ToString(Language.En)), errors.Count)}";
        }

        return result.Refused.Count == 0
            ? null
            : $"{Count(result.Refused.Count, "change")} of the workspace folder {folder} cannot be taken; the running values stay. {First(result.Refused.Select(change => change.ToString(Language.En)), result.Refused.Count)}";
    }

    internal static string First(IEnumerable<string> lines, int count) =>
        string.Join(" | ", lines.Take(Shown)) + (count > Shown ? $" | and {count - Shown} more: growth validate lists all" : "");

    internal static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
