using Growth.Notifications;
using Growth.Storage;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Growth.Cli.Backups;

/// <summary>
/// Puts a backup in the place of a SQLite store. Everything that takes long or can fail is done to a copy beside the store: reading it through, bringing its schema up
/// to date, pausing it. Then one rename exchanges them. Dead before it, the old store is as it was; dead after it, the new one is complete and paused.
/// What must not lie beside the new file (the old one's log) is moved away under a mark that keeps everybody out until it is done.
/// </summary>
internal sealed class RestoreSqlite(Session session, string store, Action<RestorePoint>? reached = null)
{
    private readonly string _work = store + ".restoring";

    /// <exception cref="BackupRefusedException">Hosts run, or the backup cannot be restored; the store is as it was.</exception>
    public async Task<RestoreResult> RunAsync(string backup, Instant now, CancellationToken cancellationToken)
    {
        if (string.Equals(backup, Path.GetFullPath(store), StringComparison.Ordinal)) throw new BackupRefusedException(session.Say($"{backup} 就是数据库自己", $"{backup} is the store itself"));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(store))!);
        using var alone = SqliteStoreLock.TakeAlone(store) ?? throw new BackupRefusedException(
            session.Say($"数据库 {store} 正在使用：有 growth up 或别的命令在运行", $"the database {store} is in use: growth up or another command is running"),
            session.Say("先停掉它们。", "Stop them first."));
        try
        {
            // Whoever left a folder there is dead, or the lock would be theirs.
            if (Directory.Exists(_work)) Directory.Delete(_work, recursive: true);
            Directory.CreateDirectory(_work);
            var (copy, contents) = await PrepareAsync(backup, now, cancellationToken);
            reached?.Invoke(RestorePoint.Prepared);
            cancellationToken.ThrowIfCancellationRequested();
            return new RestoreResult(contents, Exchange(alone, copy, now));
        }
        finally
        {
            Directory.Delete(_work, recursive: true);
        }
    }

    private async Task<(string Copy, BackupContents Contents)> PrepareAsync(string backup, Instant now, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(_work, "growth.db");
        var progress = new ShowProgress(session);
        try
        {
            await CopySqlite.RunAsync(backup, copy, done => progress.Share(session.Say("复制", "copying"), done), cancellationToken);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is not SQLitePCL.raw.SQLITE_FULL)
        {
            throw CheckSqliteFile.Damaged(session, backup, e.Message, e);
        }

        reached?.Invoke(RestorePoint.Copied);
        var contents = await CheckSqliteFile.RunAsync(session, copy, backup, cancellationToken);
        contents.Check(session, backup);
        await FitAsync(copy, backup, now, cancellationToken);
        // The last connection has written its log into the file and removed it.
        if (File.Exists(copy + "-wal") && new FileInfo(copy + "-wal").Length > 0) throw new InvalidOperationException("The prepared copy still has a log beside it.");
        using (var file = new FileStream(copy, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        return (copy, contents);
    }

    /// <summary>Brings the copy's schema up to date, and marks it as restored.</summary>
    private async Task FitAsync(string copy, string backup, Instant now, CancellationToken cancellationToken)
    {
        var ended = await ReadOldStore.EndedConsentsAsync(store, cancellationToken);
        if (ended is null)
            session.Note(session.Say("原来的数据库读不了：备份之后的退订没有带过来，继续之前请按渠道的记录补上。", "The old store cannot be read: consents ended since the backup are not carried over. End them again, from the channel's record, before you resume."));
        await using (var database = new SqliteDatabase(new StorageOptions { Path = copy }))
        {
            try
            {
                await new Migrator(database).RunAsync(now, cancellationToken);
            }
            catch (SchemaRefusedException e)
            {
                throw new BackupRefusedException($"{backup}: {e.Message}", whatToDo: null, e);
            }

            await database.WriteAsync(async transaction =>
            {
                foreach (var statement in RestoredStore.Script(now)) await transaction.ExecuteAsync(statement);
                if (ended is not null) await EndedConsents.ApplyAsync(transaction, ended);
            }, cancellationToken);
        }
    }

    /// <returns>Where the old store is kept.</returns>
    private string? Exchange(SqliteStoreLock alone, string copy, Instant now)
    {
        var kept = File.Exists(store) ? KeptAs(alone.Left, now) : null;
        alone.Mark(kept ?? "nothing");
        reached?.Invoke(RestorePoint.Marked);
        // Under the kept file's name its log is found again by whoever opens it.
        if (File.Exists(store + "-wal"))
        {
            if (kept is null || new FileInfo(store + "-wal").Length == 0) File.Delete(store + "-wal");
            else File.Move(store + "-wal", kept + "-wal");
        }

        File.Delete(store + "-shm");
        File.Delete(store + "-journal");
        reached?.Invoke(RestorePoint.LogMoved);
        if (kept is not null && !OperatingSystem.IsWindows()) File.SetUnixFileMode(copy, File.GetUnixFileMode(store));
        // A link to the old file under its new name, then one rename: at no moment is there no store.
        if (kept is null) File.Move(copy, store, overwrite: true);
        else File.Replace(copy, store, kept);
        reached?.Invoke(RestorePoint.Replaced);
        alone.Unmark();
        return kept;
    }

    private string KeptAs(string? left, Instant now)
    {
        // A restore that died may have moved the old file's log already: the two belong together.
        if (left is not null && File.Exists(left + "-wal") && !File.Exists(left)) return left;
        var name = $"{store}.before-restore-{RestoredStore.Stamp(now)}";
        var kept = name;
        for (var again = 2; File.Exists(kept) || File.Exists(kept + "-wal"); again++) kept = $"{name}-{again}";
        return kept;
    }
}

/// <summary>Moments of a restore at which it may die.</summary>
internal enum RestorePoint
{
    Copied,
    Prepared,
    Marked,
    LogMoved,
    Replaced,
}
