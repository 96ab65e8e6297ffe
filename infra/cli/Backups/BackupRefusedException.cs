namespace Growth.Cli.Backups;

/// <summary>A backup cannot be made, or is not one that can be restored here; nothing was changed.</summary>
internal sealed class BackupRefusedException(string problem, string? whatToDo = null, Exception? inner = null) : Exception(problem, inner)
{
    public string? WhatToDo => whatToDo;
}
