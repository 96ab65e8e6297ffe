namespace Growth.Embedded.Workspace;

/// <summary>How the workspace folder is watched. All times are the machine's.</summary>
internal sealed record WatchedFolder
{
    /// <summary>A host without a growth.yaml does not start. False: a test's host, which may have none and then watches nothing.</summary>
    public bool Required { get; init; }

    /// <summary>An edit is looked at when nothing has changed for so long.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Where the file system tells nothing (network drives, too many watches), an edit is found at the next poll.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a folder that keeps changing is read anew before it is judged as it is.</summary>
    public int Attempts { get; init; } = 5;

    public bool Exists(string folder) => File.Exists(Path.Combine(folder, "growth.yaml"));
}
