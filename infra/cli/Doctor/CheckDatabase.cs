using System.Data.Common;
using Dapper;
using Growth.Storage;

namespace Growth.Cli.Doctor;

/// <summary>Does the store open, is it sound, is its schema this program's, and can it be written now?</summary>
internal static class CheckDatabase
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(Session session, Database database, CancellationToken cancellationToken)
    {
        if (database.Engine == Engine.Sqlite && !File.Exists(database.Name))
        {
            return [new("database", Level.Ok, session.Say($"{Name(session, database)} 还没有，第一次运行时建立", $"{Name(session, database)} does not exist yet; the first run makes it"))];
        }

        try
        {
            return [await SoundAsync(session, database, cancellationToken), await SchemaAsync(session, database, cancellationToken), await LockAsync(session, database, cancellationToken)];
        }
        catch (StoreRefusedException e)
        {
            return [new("database", Level.Fail, e.Message, "growth restore FILE")];
        }
        catch (DbException e)
        {
            return
            [
                new("database", Level.Fail, session.Say($"{database.Name} 打不开：{e.Message}", $"{database.Name} does not open: {e.Message}"),
                    database.Engine == Engine.Sqlite
                        ? session.Say("看看文件权限；如果文件已损坏，恢复备份：growth restore FILE。", "Look at the file's permissions; if it is damaged, restore a backup: growth restore FILE.")
                        : session.Say("看看服务器是否在运行、地址和口令（Growth__Database）是否正确。", "See that the server runs and that address and password (Growth__Database) are right.")),
            ];
        }
    }

    private static string Name(Session session, Database database) => database.Engine == Engine.Sqlite ? session.Short(database.Name) : database.Name;

    private static async Task<Finding> SoundAsync(Session session, Database database, CancellationToken cancellationToken)
    {
        if (database.Engine == Engine.Postgres) return await VersionAsync(session, database, cancellationToken);
        var answer = await database.ReadAsync(connection => connection.QueryFirstAsync<string>("pragma integrity_check(1)"), cancellationToken);
        return answer == "ok"
            ? new("database", Level.Ok, session.Say($"{Name(session, database)} 打得开，结构完好", $"{Name(session, database)} opens and is sound"))
            : new("database", Level.Fail, session.Say($"{database.Name} 已损坏：{answer}", $"{database.Name} is damaged: {answer}"),
                session.Say("停掉 growth up，留下这个文件和 -wal，恢复备份：growth restore FILE。", "Stop growth up, keep the file and its -wal, and restore a backup: growth restore FILE."));
    }

    private static async Task<Finding> VersionAsync(Session session, Database database, CancellationToken cancellationToken)
    {
        var version = await database.ReadAsync(connection => connection.QueryFirstAsync<int>("select current_setting('server_version_num')::int / 10000"), cancellationToken);
        return version >= 15
            ? new("database", Level.Ok, session.Say($"{database.Name} 连得上，版本 {version}", $"{database.Name} answers, version {version}"))
            : new("database", Level.Fail, session.Say($"{database.Name} 的版本是 {version}", $"{database.Name} is version {version}"),
                session.Say("需要 PostgreSQL 15 或更新。", "PostgreSQL 15 or later is needed."));
    }

    private static async Task<Finding> SchemaAsync(Session session, Database database, CancellationToken cancellationToken)
    {
        IReadOnlyList<PlannedMigration> missing;
        try
        {
            missing = await new Migrator(database).PlanAsync(cancellationToken);
        }
        catch (SchemaRefusedException e)
        {
            return new("schema", Level.Fail, e.Message, session.Say("用更新这个数据库的那个版本。", "Use the version that migrated this store."));
        }

        return missing.Count == 0
            ? new("schema", Level.Ok, session.Say("表结构是最新的", "the schema is up to date"))
            : new("schema", Level.Warn, session.Say($"缺 {missing.Count} 个迁移", $"{missing.Count} migrations are not applied"),
                session.Say("下一次 growth up 会自动补上。", "The next growth up applies them."));
    }

    private static async Task<Finding> LockAsync(Session session, Database database, CancellationToken cancellationToken)
    {
        try
        {
            // Takes the write lock and changes nothing.
            await database.WriteAsync(transaction => transaction.ExecuteAsync("delete from alert where 1 = 0"), cancellationToken);
            return new("lock", Level.Ok, session.Say("可以写入", "can be written"));
        }
        catch (DatabaseBusyException)
        {
            return new("lock", Level.Fail, session.Say($"{database.Name} 被另一个进程锁住", $"{database.Name} is locked by another process"),
                session.Say("找到占用它的进程（备份工具？另一个 growth？）并停掉，再试一次。", "Find the process that holds it (a backup tool, another growth?), stop it, and try again."));
        }
        catch (DbException e) when (e is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_READONLY } or { SqlState: "25006" or "42501" })
        {
            return new("lock", Level.Fail, session.Say($"{database.Name} 只能读，不能写", $"{database.Name} cannot be written"),
                session.Say("给当前用户写权限（文件和它所在的文件夹）。", "Give this user write permission on the file and its folder."));
        }
    }
}
