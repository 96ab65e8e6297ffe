using Growth.Storage;
using Microsoft.Data.Sqlite;

namespace Growth.Cli.Backups;

/// <summary>A SQLite store into one SQLite file, while hosts run.</summary>
internal static class BackUpSqlite
{
    /// <exception cref="BackupRefusedException">There is no store, or it is damaged.</exception>
    public static async Task<BackupContents> RunAsync(Session session, string store, string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(store)) throw new BackupRefusedException(session.Say($"没有数据库 {store}", $"there is no database {store}"));
        var progress = new ShowProgress(session);
        SqliteDamage.CheckLog(store);
        try
        {
            await CopySqlite.RunAsync(store, file, done => progress.Share(session.Say("复制", "copying"), done), cancellationToken);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT)
        {
            throw Damaged(session, store, e);
        }

        try
        {
            var contents = await CheckSqliteFile.RunAsync(session, file, store, cancellationToken);
            contents.Check(session, store);
            return contents;
        }
        catch (BackupRefusedException e) when (e.InnerException is SqliteException)
        {
            throw Damaged(session, store, e.InnerException);
        }
    }

    private static BackupRefusedException Damaged(Session session, string store, Exception e) => new(
        session.Say($"数据库 {store} 本身已损坏：{e.Message}", $"the database {store} is damaged itself: {e.Message}"),
        session.Say("保留它和 -wal 文件，从更早的备份恢复（growth restore）。", "Keep it and its -wal file, and restore an earlier backup (growth restore)."), e);
}
