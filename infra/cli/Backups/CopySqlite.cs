using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Growth.Cli.Backups;

/// <summary>
/// Copies a SQLite database as it is at one moment, while others write to it: its online backup, under one read transaction, so that it need not
/// begin again when they do. The copy is one file that needs no other beside it.
/// </summary>
internal static class CopySqlite
{
    // 4 MiB of the usual pages: often enough for a look at Ctrl-C.
    private const int Pages = 1024;

    /// <param name="progress">From 0 to 1, once a step.</param>
    /// <exception cref="SqliteException">The source is damaged or cannot be read, or the copy cannot be written.</exception>
    public static async Task RunAsync(string source, string copy, Action<double> progress, CancellationToken cancellationToken)
    {
        await using (var from = await OpenAsync(source, SqliteOpenMode.ReadOnly, cancellationToken))
        await using (var to = await OpenAsync(copy, SqliteOpenMode.ReadWriteCreate, cancellationToken))
        {
            // The copy is synced as a whole when it is complete.
            Execute(to, "pragma synchronous=OFF");
            Execute(from, "begin; select count(*) from sqlite_master");
            await Task.Run(() => Copy(from, to, progress, cancellationToken), cancellationToken);
            Execute(from, "rollback");
            Execute(to, "pragma journal_mode=DELETE");
        }
    }

    private static void Copy(SqliteConnection from, SqliteConnection to, Action<double> progress, CancellationToken cancellationToken)
    {
        using var backup = raw.sqlite3_backup_init(to.Handle, "main", from.Handle, "main");
        if (backup.IsInvalid) SqliteException.ThrowExceptionForRC(raw.sqlite3_errcode(to.Handle), to.Handle);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = raw.sqlite3_backup_step(backup, Pages);
            if (result == raw.SQLITE_DONE) return;
            if (result != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(result, to.Handle);
            var pages = raw.sqlite3_backup_pagecount(backup);
            if (pages > 0) progress(1 - ((double)raw.sqlite3_backup_remaining(backup) / pages));
        }
    }

    private static async Task<SqliteConnection> OpenAsync(string path, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
