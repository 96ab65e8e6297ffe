namespace Growth.Cli.Doctor;

internal enum Level
{
    Ok,
    Warn,
    Fail,
}

/// <summary>What one check found.</summary>
/// <param name="Check">Stable, for scripts: <c>database</c>, <c>clock</c>.</param>
/// <param name="WhatToDo">Null when nothing is to be done.</param>
internal sealed record Finding(string Check, Level Level, string What, string? WhatToDo = null);
