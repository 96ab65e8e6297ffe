using System.CommandLine;
using Growth.Cli.Doctor;
using Growth.Cli.Help;
using Growth.Time;
using Spectre.Console;

namespace Growth.Cli.Commands;

/// <summary>Looks at everything that keeps a workspace from running well and says what to do about each.</summary>
internal sealed class DoctorCommand : GrowthCommand
{
    // Long enough for another process's short write, short enough for a person who waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Option<bool> _json;
    private readonly Option<int> _port;
    private readonly Option<bool> _recount;

    public DoctorCommand(Session session)
        : base(session, "doctor", session.Say("检查设置、配置、数据库、时钟、端口，并说该怎么办", "check settings, files, database, clock and ports, and say what to do"))
    {
        _port = Number("--port", Say("growth up 会用的端口", "the port that growth up would take"), UpCommand.DefaultPort, 1, 65535);
        _recount = Flag("--recount", Say("把每个统计数字与明细重新核对一遍；数据多时要几分钟，不妨碍正在运行的程序", "compare every counter with a scan of what it counts; minutes on a large store, beside running hosts"));
        _json = JsonOption();
    }

    public override Guide Guide => new()
    {
        Text = Say("一项一行：正常、注意、不行，后面是该怎么办。什么也不修改。", "One line a check: ok, warn or fail, and what to do. Changes nothing."),
        Reads = Say("环境变量 Growth__*、工作区文件、数据库、端口", "variables Growth__*, the workspace's files, the database, the port"),
        Writes = Say("不写任何东西", "nothing"),
        Examples =
        [
            ("growth doctor", Say("检查 ./campaigns", "check ./campaigns")),
            ("growth doctor --recount", Say("核对全部统计数字", "recount everything")),
            ("growth doctor --json", Say("给监控用", "for monitoring")),
        ],
        Exits = [(ExitCodes.Ok, Say("没有「不行」的项", "no check failed")), (ExitCodes.Refused, Say("有「不行」的项", "a check failed"))],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var findings = await ExamineAsync(parsed.GetValue(_port), parsed.GetValue(_recount), cancellationToken);
        if (parsed.GetValue(_json)) Session.WriteJson(findings);
        else foreach (var finding in findings) Show(finding);
        return findings.Any(finding => finding.Level == Level.Fail) ? ExitCodes.Refused : ExitCodes.Ok;
    }

    private async Task<IReadOnlyList<Finding>> ExamineAsync(int port, bool recount, CancellationToken cancellationToken)
    {
        var options = Session.Options;
        List<Finding> findings = [.. CheckWorkspace.Run(Session), .. CheckSettings.Run(Session, options), CheckPort.Run(Session, port)];
        await using var database = Session.OpenDatabase(Patience);
        var store = await CheckDatabase.RunAsync(Session, database, cancellationToken);
        findings.AddRange(store);
        // A store that does not open or has another schema answers no further question.
        if (store.Count == 1 || store.Any(finding => finding is { Check: "database" or "schema", Level: not Level.Ok })) return findings;
        findings.Add(await CheckClock.RunAsync(Session, database, new MachineClock(TimeProvider.System).Now, cancellationToken));
        findings.Add(await CheckPause.RunAsync(Session, database, cancellationToken));
        findings.AddRange(await CheckWork.RunAsync(Session, database, cancellationToken));
        findings.AddRange(await CheckWebhooks.RunAsync(Session, database, cancellationToken));
        if (recount) findings.AddRange(await CheckCounters.RunAsync(Session, database, cancellationToken));
        return findings;
    }

    private void Show(Finding finding)
    {
        var mark = finding.Level switch
        {
            Level.Ok => $"[green]{Say("正常", "ok  ")}[/]",
            Level.Warn => $"[yellow]{Say("注意", "warn")}[/]",
            _ => $"[red]{Say("不行", "fail")}[/]",
        };
        Session.Markup($"{mark}  {finding.Check.PadRight(12)}  {Markup.Escape(finding.What)}");
        if (finding.WhatToDo is not null) Session.Markup($"{new string(' ', 20)}[grey]→ {Markup.Escape(finding.WhatToDo)}[/]");
    }
}
