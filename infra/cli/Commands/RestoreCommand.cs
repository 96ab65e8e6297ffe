using System.CommandLine;
using Growth.Cli.Backups;
using Growth.Cli.Help;
using Growth.Storage;
using Growth.Time;

namespace Growth.Cli.Commands;

/// <summary>Puts a backup in the place of the store and leaves the workspace paused.</summary>
internal sealed class RestoreCommand : GrowthCommand
{
    private readonly Argument<string> _file;

    public RestoreCommand(Session session)
        : base(session, "restore", session.Say("用备份替换数据库，之后工作区暂停，等 growth resume", "put a backup in the store's place; the workspace is paused until growth resume"))
    {
        _file = new Argument<string>("FILE") { Description = Say("growth backup 写出的文件", "a file that growth backup wrote") };
        Add(_file);
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "先停掉所有 growth up。备份先完整检查，再一次替换：中途失败或被终止，原来的数据库不变。SQLite 的旧文件留作 growth.db.before-restore-<时间>；PostgreSQL 不留旧的，需要的话先 growth backup。备份不知道它之后发过什么：恢复前到期的消息标为「不明」，不再发送；之后的退订从被替换的数据库带过来（只要它还读得了）。确认以后运行 growth resume。",
            "Stop every growth up first. The backup is checked from end to end, then takes the store's place in one step: what fails or dies on the way leaves the old store. SQLite's old file is kept as growth.db.before-restore-<time>; PostgreSQL keeps none, so take a growth backup first if you may want it. A backup does not know what was sent after it: messages due before the restore are marked unknown and not sent. Consents that were ended since are taken over from the store that is replaced, if it can still be read. When you have looked, run growth resume."),
        Reads = Say("FILE、环境变量 Growth__*", "FILE, variables Growth__*"),
        Writes = Say("数据库", "the database"),
        Examples = [("growth restore /backups/growth-monday.db", Say("恢复，然后 growth resume", "restore, then growth resume"))],
        Exits = [(ExitCodes.Ok, Say("已恢复，工作区暂停", "restored; the workspace is paused")), (ExitCodes.Refused, Say("没有恢复：有主机在运行、备份损坏、不是这种数据库的备份", "not restored: hosts run, the backup is damaged or of another engine"))],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = Session.Full(parsed.GetValue(_file)!);
        try
        {
            await using var database = Session.OpenDatabase();
            await BackupKind.CheckAsync(Session, path, database.Engine, cancellationToken);
            var now = new MachineClock(TimeProvider.System).Now;
            var options = Session.Options;
            var result = database.Engine == Engine.Postgres
                ? await new RestorePostgres(Session, new PostgresAccess(options), new Migrator(database)).RunAsync(path, now, cancellationToken)
                : await new RestoreSqlite(Session, database.Name).RunAsync(path, now, cancellationToken);
            Session.Line(Say($"已恢复 {Session.Short(path)}：{result.Contents}。", $"Restored {Session.Short(path)}: {result.Contents}."));
            if (result.Kept is { } kept) Session.Line(Say($"原来的数据库留在 {Session.Short(kept)}。", $"The store before is kept as {Session.Short(kept)}."));
            Session.Line(Say("工作区已暂停：growth resume --dry-run 看有什么不明，growth resume 继续。", "The workspace is paused: growth resume --dry-run shows what is unknown, growth resume goes on."));
            return ExitCodes.Ok;
        }
        catch (BackupRefusedException e)
        {
            return Session.Fail(ExitCodes.Refused, e.Message, e.WhatToDo);
        }
    }
}
