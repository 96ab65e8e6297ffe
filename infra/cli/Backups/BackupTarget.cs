using Growth.Storage;

namespace Growth.Cli.Backups;

/// <summary>The file that a backup becomes: written under another name beside it, and given its name when it is whole and on the disk.</summary>
internal sealed class BackupTarget(string path) : IDisposable
{
    /// <summary>In the same folder, so that the last step is a rename.</summary>
    public string Partial { get; } = $"{path}.partial-{Guid.NewGuid().ToString("N")[..8]}";

    /// <exception cref="BackupRefusedException">The file exists, or must not be written there.</exception>
    public static BackupTarget Create(Session session, string path, bool force)
    {
        if (Directory.Exists(path)) throw new BackupRefusedException(session.Say($"{path} 是文件夹", $"{path} is a folder"), session.Say("写出备份文件的名字。", "Name the backup's file."));
        if (Owns(session.Options, path))
            throw new BackupRefusedException(session.Say($"{path} 是数据库自己的文件", $"{path} belongs to the database itself"), session.Say("换一个地方，最好在另一块盘上。", "Choose another place, best on another disk."));
        if (IsWatched(session, path))
        {
            throw new BackupRefusedException(session.Say($"{path} 在工作区里", $"{path} lies in the workspace"),
                session.Say("工作区放团队编辑的文件，被监视、常被提交；备份里有个人数据，放到别处。", "The workspace holds what the team edits: it is watched and often committed, and a backup holds personal data. Choose another place."));
        }

        if (!force && File.Exists(path))
            throw new BackupRefusedException(session.Say($"{path} 已经存在", $"{path} exists"), session.Say("换一个名字，或加 --force 覆盖。", "Choose another name, or replace it with --force."));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new BackupTarget(path);
    }

    /// <returns>Its size in bytes.</returns>
    public long Complete(bool force)
    {
        using (var file = new FileStream(Partial, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Partial, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(Partial, path, overwrite: force);
        return new FileInfo(path).Length;
    }

    public void Dispose()
    {
        foreach (var rest in (string[])["", "-journal", "-wal", "-shm"]) File.Delete(Partial + rest);
    }

    private static bool Owns(GrowthOptions options, string path) =>
        !DatabaseSetting.IsPostgres(options.DatabaseOrDefault)
        && ((string[])["", "-wal", "-shm", "-journal", ".lock"]).Any(end => string.Equals(path, Path.GetFullPath(options.DatabaseOrDefault) + end, StringComparison.OrdinalIgnoreCase));

    private static bool IsWatched(Session session, string path)
    {
        var inside = Path.GetRelativePath(session.Workspace, path);
        return !Path.IsPathRooted(inside) && !inside.Split(Path.DirectorySeparatorChar)[..^1].Any(part => part.StartsWith('.'));
    }
}
