using System.CommandLine;
using Growth.Cli.Help;
using Growth.Config;
using Growth.Storage;
using Growth.Time;
using Spectre.Console;

namespace Growth.Cli.Commands;

/// <summary>Makes the workspace's files the ones that run, and shows what was taken and what was not.</summary>
internal sealed class ApplyCommand : GrowthCommand
{
    private readonly Option<bool> _json;
    private readonly Option<bool> _dryRun;

    public ApplyCommand(Session session)
        : base(session, "apply", session.Say("把工作区的文件应用到库里：显示改了什么、拒绝了什么", "take the workspace's files into the store: what changes, what is refused and why"))
    {
        _dryRun = Flag("--dry-run", Say("只看会发生什么，不写入", "show what would happen, write nothing"));
        _json = JsonOption();
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "正在运行的一周按库里的版本走，不看文件。应用以后：没发布的文章、提高的预算、停止会被接受；进行中活动的档位、金额、商品、冻结期和时区不改，原因会写出来。growth up 会自动应用文件的改动，这个命令给没有运行 growth up 的机器和持续集成用。",
            "A running week goes by its version in the store, not by the file. Taken are unpublished pieces, a higher budget and a stop; tiers, amounts, products, hold and zone of a running campaign stay, with the reason. growth up applies edits by itself; this command is for machines without it and for continuous integration."),
        Reads = Say("工作区的文件和数据库", "the workspace's files and the database"),
        Writes = Say("数据库（一个事务，要么全部要么没有）；--dry-run 不写", "the database (one transaction, all or nothing); nothing with --dry-run"),
        Examples = [("growth apply --dry-run", Say("先看看", "look first")), ("growth apply", Say("应用", "apply"))],
        Exits = [(ExitCodes.Ok, Say("全部接受，或没有改动", "all taken, or nothing changed")), (ExitCodes.Refused, Say("文件有错误，或有改动被拒绝", "the files have errors, or a change was refused"))],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (Session.MissingWorkspace() is { } code) return code;
        var read = ReadWorkspace.Run(Session.Workspace);
        var result = await ApplyAsync(read, parsed.GetValue(_dryRun), cancellationToken);
        if (parsed.GetValue(_json)) WriteJson(result);
        else Show(result, parsed.GetValue(_dryRun));
        return result.Applied && result.Refused.Count == 0 ? ExitCodes.Ok : ExitCodes.Refused;
    }

    private async Task<ApplyResult> ApplyAsync(WorkspaceRead read, bool dryRun, CancellationToken cancellationToken)
    {
        var clock = new BusinessClock(TimeProvider.System);
        await using var database = Session.OpenDatabase();
        if (!dryRun)
        {
            await new Migrator(database).RunAsync(clock.Now, cancellationToken);
            return await new ApplyWorkspace(database, clock).RunAsync(read, cancellationToken);
        }

        // The real thing, undone or on a copy: a dry run can then say nothing that the run would not do.
        if (database.Engine == Engine.Postgres)
        {
            var migrator = new Migrator(database);
            var schema = migrator.Script(await migrator.AppliedAsync(cancellationToken), clock.Now);
            await using var rehearsal = new Rehearsal(database, async transaction =>
            {
                foreach (var statement in schema) await transaction.ExecuteAsync(statement);
            });
            return await new ApplyWorkspace(rehearsal, clock).RunAsync(read, cancellationToken);
        }

        var copy = Directory.CreateTempSubdirectory("growth-dry-run-").FullName;
        try
        {
            await using var copied = new SqliteDatabase(new StorageOptions { Path = Path.Combine(copy, "growth.db") });
            if (File.Exists(database.Name))
                await database.ReadAsync(connection => Dapper.SqlMapper.ExecuteAsync(connection, "vacuum into @path", new { path = copied.Name }), cancellationToken);
            await new Migrator(copied).RunAsync(clock.Now, cancellationToken);
            return await new ApplyWorkspace(copied, clock).RunAsync(read, cancellationToken);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private void Show(ApplyResult result, bool dryRun)
    {
        ShowProblems.Run(Session, result.Problems);
        foreach (var file in result.Taken.GroupBy(change => change.File, StringComparer.Ordinal)) ShowTaken(file.Key, [.. file]);
        foreach (var change in result.Refused) Session.Markup($"[red]x[/] {Markup.Escape(change.ToString(Session.Language))}");
        if (!result.Applied) Session.Markup($"[red]{Say("什么也没有应用：文件有错误。", "Nothing was applied: the files have errors.")}[/]");
        else if (result.Taken.Count + result.Refused.Count == 0) Session.Line(Say("没有改动，运行的就是这些文件。", "No change: these files are what runs."));
        else Session.Line((dryRun ? Say("（未写入）", "(not written) ") : "") + Say($"接受 {result.Taken.Count} 处，拒绝 {result.Refused.Count} 处。", $"{result.Taken.Count} taken, {result.Refused.Count} refused."));
    }

    private void ShowTaken(string file, IReadOnlyList<Change> changes)
    {
        // A file that is new as a whole is one line; everybody can read the file.
        if (changes.Count > 8 && changes.All(change => change.Old is null))
        {
            Session.Markup($"[green]+[/] {Markup.Escape(file)}: {Say($"新的，{changes.Count} 处", $"new, {changes.Count} keys")}");
            return;
        }

        foreach (var change in changes)
            Session.Markup($"[green]{(change.New is null ? "-" : change.Old is null ? "+" : "~")}[/] {Markup.Escape(change.ToString(Session.Language))}");
    }

    private void WriteJson(ApplyResult result) => Session.WriteJson(new
    {
        applied = result.Applied,
        problems = result.Problems.Select(problem => ShowProblems.AsJson(Session, problem)),
        taken = result.Taken.Select(AsJson),
        refused = result.Refused.Select(AsJson),
    });

    private object AsJson(Change change) => new { file = change.File, path = change.Path, old = change.Old, @new = change.New, reason = change.Refused?.In(Session.Language) };
}
