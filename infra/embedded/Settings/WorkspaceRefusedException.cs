using Growth.Config;

namespace Growth.Embedded;

/// <summary>The host does not start: its workspace folder has errors, and the store has no earlier version that could run instead.</summary>
public sealed class WorkspaceRefusedException(string folder, IReadOnlyList<Problem> problems) : HostRefusedException(
    $"The workspace folder {folder} cannot run (Growth:Workspace):\n{string.Join('\n', problems.Select(problem => problem.ToString(Language.En)))}")
{
    public string Folder { get; } = folder;

    /// <summary>Errors only, by file and place.</summary>
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
