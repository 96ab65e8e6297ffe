using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Growth.Cli.Backups;
using Growth.Cli.Help;
using Growth.Embedded;
using Growth.Storage;

namespace Growth.Cli.Commands;

/// <summary>Writes a checked backup of the store, while hosts run.</summary>
internal sealed class BackupCommand : GrowthCommand
{
    private readonly Argument<string> _file;
    private readonly Option<bool> _force;

    public BackupCommand(Session session)
        : base(session, "backup", session.Say("备份数据库（运行中也可以），写完检查一遍", "back up the store, also while it runs, and check the copy"))
    {
        _file = new Argument<string>("FILE") { Description = Say("备份写到哪个文件", "the file to write") };
        Add(_file);
        _force = Flag("--force", Say("覆盖已有的文件", "replace an existing file"));
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "SQLite 得到一个 SQLite 文件，PostgreSQL 得到一个 pg_dump 归档（custom 格式，需要 pg_dump、pg_restore、psql）。先写到旁边的临时名字，检查完整并落盘以后才改成 FILE；中断不会留下半个 FILE。备份里有个人数据；signing.key 要另外备份。",
            "SQLite gives a SQLite file, PostgreSQL an archive of pg_dump (custom format; needs pg_dump, pg_restore and psql). It is written under another name beside FILE and gets its name when it is checked and on the disk: what is interrupted leaves no half FILE. A backup holds personal data; back up signing.key as well."),
        Reads = Say("数据库、环境变量 Growth__*", "the database, variables Growth__*"),
        Writes = "FILE",
        Examples =
        [
            ("growth backup /backups/growth-monday.db", Say("一个新的备份", "a new backup")),
            ("growth backup /backups/growth.db --force", Say("替换上一个", "replace the last one")),
        ],
        Exits = [(ExitCodes.Ok, Say("备份完整，已经落盘", "the backup is whole and on the disk")), (ExitCodes.Refused, Say("没有写备份：文件已存在、数据库损坏、程序缺失", "no backup was written: the file exists, the store is damaged, programs are missing"))],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (path, force, started) = (Session.Full(parsed.GetValue(_file)!), parsed.GetValue(_force), Stopwatch.GetTimestamp());
        try
        {
            using var target = BackupTarget.Create(Session, path, force);
            var contents = await WriteAsync(target.Partial, cancellationToken);
            var bytes = target.Complete(force);
            Session.Line(string.Create(CultureInfo.InvariantCulture, $"{Session.Short(path)}: {bytes / 1024.0 / 1024.0:0.0} MiB, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
            Session.Line(Say($"里面有 {contents}；已检查。", $"It holds {contents}; checked."));
            return ExitCodes.Ok;
        }
        catch (BackupRefusedException e)
        {
            return Session.Fail(ExitCodes.Refused, e.Message, e.WhatToDo);
        }
    }

    private Task<BackupContents> WriteAsync(string file, CancellationToken cancellationToken)
    {
        var options = Session.Options;
        if (DatabaseSetting.Problem(options.DatabaseOrDefault) is { } problem) throw new HostRefusedException(problem);
        return DatabaseSetting.IsPostgres(options.DatabaseOrDefault)
            ? BackUpPostgres.RunAsync(Session, new PostgresAccess(options), file, cancellationToken)
            : BackUpSqlite.RunAsync(Session, options.DatabaseOrDefault, file, cancellationToken);
    }
}
