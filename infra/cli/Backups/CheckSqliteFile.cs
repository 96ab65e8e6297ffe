using Dapper;
using Growth.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Growth.Cli.Backups;

/// <summary>Reads a lone SQLite file from end to end and says what it holds.</summary>
internal static class CheckSqliteFile
{
    /// <param name="shown">As the caller knows the file.</param>
    /// <exception cref="BackupRefusedException">It is damaged.</exception>
    public static async Task<BackupContents> RunAsync(Session session, string path, string shown, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var cancel = cancellationToken.UnsafeRegister(static handle => raw.sqlite3_interrupt((sqlite3)handle!), connection.Handle!);
            var answer = await Task.Run(() => connection.QueryFirst<string>("pragma integrity_check(1)"), cancellationToken);
            if (answer != "ok") throw Damaged(session, shown, answer, null);
            var tables = (await connection.QueryAsync<string>("select name from sqlite_master where type = 'table'")).ToHashSet(StringComparer.Ordinal);
            var rows = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var table in Migrator.Tables.Where(tables.Contains)) rows[table] = await connection.ExecuteScalarAsync<long>($"select count(*) from {table}");
            var applied = tables.Contains("migration") ? await connection.QueryAsync<AppliedMigration>("select number, checksum, lowest_program as LowestProgram from migration order by number") : [];
            return new BackupContents(rows, applied.AsList());
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw Damaged(session, shown, e.Message, e);
        }
    }

    public static BackupRefusedException Damaged(Session session, string shown, string why, Exception? inner) =>
        new(session.Say($"{shown} 已损坏：{why}", $"{shown} is damaged: {why}"), session.Say("用另一个备份。", "Take another backup."), inner);
}
