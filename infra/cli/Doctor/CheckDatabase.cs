using Dapper;
using Growth.Storage;
using Microsoft.Data.Sqlite;

namespace Growth.Cli.Doctor;

/// <summary>Does the store open, is it sound, is its schema this program's, and can it be written now?</summary>
internal static class CheckDatabase
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(Session session, Database database, CancellationToken cancellationToken)
    {
        if (!File.Exists(database.Path))
        {
            return [new("database", Level.Ok, session.Say($"{session.Short(database.Path)} 还没有，第一次运行时建立", $"{session.Short(database.Path)} does not exist yet; the first run makes it"))];
        }

        try
        {
            return [await SoundAsync(session, database, cancellationToken), await SchemaAsync(session, database, cancellationToken), await LockAsync(session, database, cancellationToken)];
        }
        catch (SqliteException e)
        {
            return
            [
                new("database", Level.Fail, session.Say($"{database.Path} 打不开：{e.Message}", $"{database.Path} does not open: {e.Message}"),
                    session.Say("看看文件权限；如果文件已损坏，换成备份。", "Look at the file's permissions; if it is damaged, put a backup in its place.")),
            ];
        }
    }

    private static async Task<Finding> SoundAsync(Session session, Database database, CancellationToken cancellationToken)
    {
        var answer = await database.ReadAsync(connection => connection.QueryFirstAsync<string>("pragma quick_check(1)"), cancellationToken);
        return answer == "ok"
            ? new("database", Level.Ok, session.Say($"{session.Short(database.Path)} 打得开，结构完好", $"{session.Short(database.Path)} opens and is sound"))
            : new("database", Level.Fail, session.Say($"{database.Path} 已损坏：{answer}", $"{database.Path} is damaged: {answer}"),
                session.Say("停掉 growth up，换成备份。", "Stop growth up and put a backup in its place."));
    }

    private static async Task<Finding> SchemaAsync(Session session, Database database, CancellationToken cancellationToken)
    {
        var missing = await new Migrator(database).MissingAsync(cancellationToken);
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
            return new("lock", Level.Fail, session.Say($"{database.Path} 被另一个进程锁住", $"{database.Path} is locked by another process"),
                session.Say("找到占用它的进程（备份工具？另一个 growth？）并停掉，再试一次。", "Find the process that holds it (a backup tool, another growth?), stop it, and try again."));
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_READONLY)
        {
            return new("lock", Level.Fail, session.Say($"{database.Path} 只能读，不能写", $"{database.Path} cannot be written"),
                session.Say("给当前用户写权限（文件和它所在的文件夹）。", "Give this user write permission on the file and its folder."));
        }
    }
}
