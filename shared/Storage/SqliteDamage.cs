using Dapper;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Growth.Storage;

/// <summary>Finds damage of a SQLite store before it is used, and says what to do about it.</summary>
public static class SqliteDamage
{
    /// <summary>Up to this many bytes every page is read at start; it takes a tenth of a second.</summary>
    private const long ReadWhole = 64L << 20;

    /// <summary>The tables that grow with readers: of a large store they are left to <c>growth doctor</c>.</summary>
    private static readonly HashSet<string> Large = new(
        ["event", "event_id_0", "event_id_1", "reader", "piece_reader", "day_active", "subscription", "message", "queue_message", "queue_done"], StringComparer.Ordinal);

    /// <summary>Whether the fault says that the file itself is damaged.</summary>
    public static bool Is(Exception fault) => fault is SqliteException { SqliteErrorCode: SQLITE_CORRUPT or SQLITE_NOTADB };

    public static StoreRefusedException Refusal(string path, string why, Exception? inner = null) => new(
        $"The database {path} is damaged: {why.TrimEnd('.')}. It was not touched. Keep it with its -wal file as they are, stop every host, and restore a backup: growth restore FILE. It moves both aside and puts the backup in their place.", inner);

    /// <summary>Before anybody opens it: SQLite tidies away what it does not understand. Only while no other process has the store open for writing.</summary>
    /// <exception cref="StoreRefusedException">It is damaged.</exception>
    public static void CheckLog(string path)
    {
        if (new FileInfo(path + "-wal") is not { Exists: true, Length: > 0 }) return;
        // Whoever writes now has looked before; and what is being written cannot be judged.
        using var alone = SqliteStoreLock.TakeAlone(path);
        if (alone is not null) LookAtLog(path);
    }

    /// <summary>As <see cref="CheckLog"/>, for one who has the store alone.</summary>
    /// <exception cref="StoreRefusedException">It is damaged.</exception>
    public static void LookAtLog(string path)
    {
        if (SqliteLog.Damage(path + "-wal") is { } why) throw Refusal(path, $"in the log beside it, {path}-wal, {why}, so that commits that were answered would be lost");
    }

    /// <summary>Reads a small store from end to end, of a large one every table that does not grow with readers. Seconds at most.</summary>
    /// <exception cref="StoreRefusedException">It is damaged.</exception>
    public static async Task CheckAsync(Database database, CancellationToken cancellationToken)
    {
        if (database.Engine != Engine.Sqlite || new FileInfo(database.Name) is not { Exists: true, Length: > 0 } file) return;
        try
        {
            var why = await database.ReadAsync(connection => file.Length <= ReadWhole ? CheckWholeAsync(connection) : CheckTablesAsync(connection), cancellationToken);
            if (why is not null) throw Refusal(database.Name, why);
        }
        catch (SqliteException e) when (Is(e))
        {
            throw Refusal(database.Name, e.Message, e);
        }
    }

    private static async Task<string?> CheckWholeAsync(System.Data.Common.DbConnection connection) =>
        await connection.QueryFirstAsync<string>("pragma quick_check(1)") is var answer and not "ok" ? answer : null;

    private static async Task<string?> CheckTablesAsync(System.Data.Common.DbConnection connection)
    {
        foreach (var table in await connection.QueryAsync<string>("select name from sqlite_master where type = 'table'"))
        {
            if (Large.Contains(table)) continue;
            if (await connection.QueryFirstAsync<string>($"pragma quick_check(\"{table}\")") is var answer and not "ok") return answer;
        }

        return null;
    }
}
