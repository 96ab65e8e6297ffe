using Growth.Notifications;
using Growth.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Growth.Cli.Backups;

/// <summary>What a restored store takes over from the SQLite store that it replaces, which may be damaged or missing.</summary>
internal static class ReadOldStore
{
    /// <returns>Empty also when there is no store; null: it cannot be read.</returns>
    public static async Task<IReadOnlyList<EndedConsent>?> EndedConsentsAsync(string store, CancellationToken cancellationToken)
    {
        if (!File.Exists(store)) return [];
        try
        {
            SqlTypes.Register();
            SqliteDamage.LookAtLog(store);
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = store, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 5 }.ToString());
            await connection.OpenAsync(cancellationToken);
            // It is kept as it lies there, its log with it.
            raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
            return await EndedConsents.ReadAsync(connection);
        }
        catch (Exception e) when (e is SqliteException or StoreRefusedException)
        {
            return null;
        }
    }
}
