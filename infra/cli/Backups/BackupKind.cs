using Growth.Storage;

namespace Growth.Cli.Backups;

/// <summary>Tells by its first bytes what a file is.</summary>
internal static class BackupKind
{
    /// <exception cref="BackupRefusedException">There is no such file, or it is a backup of neither engine, or of the other one.</exception>
    public static async Task CheckAsync(Session session, string path, Engine wanted, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new BackupRefusedException(session.Say($"没有文件 {path}", $"there is no file {path}"));
        var engine = await ReadAsync(path, cancellationToken)
            ?? throw new BackupRefusedException(session.Say($"{path} 不是备份：既不是 SQLite 文件，也不是 pg_dump 的 custom 归档", $"{path} is no backup: neither a SQLite file nor an archive of pg_dump"),
                session.Say("用 growth backup 写出的文件。", "Take a file that growth backup wrote."));
        if (engine == wanted) return;
        throw new BackupRefusedException(
            engine == Engine.Sqlite
                ? session.Say($"{path} 是 SQLite 的备份，而数据库是 PostgreSQL", $"{path} is a backup of a SQLite store, and this store is in PostgreSQL")
                : session.Say($"{path} 是 PostgreSQL 的备份，而数据库是 SQLite", $"{path} is a backup of a PostgreSQL store, and this store is in SQLite"),
            session.Say("Growth__Database 指向同一种数据库，才能恢复。", "Point Growth__Database to a store of the same kind."));
    }

    private static async Task<Engine?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var first = new byte[16];
        var length = await file.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken);
        if (first.AsSpan().SequenceEqual("SQLite format 3\0"u8)) return Engine.Sqlite;
        return length >= 5 && first.AsSpan(0, 5).SequenceEqual("PGDMP"u8) ? Engine.Postgres : null;
    }
}
