using System.CommandLine;
using Growth.Cli.Help;
using Growth.Time;
using Growth.Weeks;
using NodaTime;
using NodaTime.Text;

namespace Growth.Cli.Commands;

/// <summary>The calendar of the coming days.</summary>
internal sealed class PlanCommand : GrowthCommand
{
    private readonly Option<int> _days;
    private readonly Option<LocalDate?> _from;
    private readonly Option<IsoWeek?> _approve;
    private readonly Option<bool> _json;

    public PlanCommand(Session session)
        : base(session, "plan", session.Say("日历：接下来什么时候会发生什么", "the calendar: what will fire when"))
    {
        _days = Number("--days", Say("看几天（1 到 366，默认 14）", "how many days (1 to 366, default 14)"), 14, 1, 366);
        _from = Value<LocalDate?>("--from", "DATE", Say("从哪一天起，如 2026-11-23（默认现在）", "from that day on, such as 2026-11-23 (default: now)"), option => option.CustomParser = result =>
        {
            if (LocalDatePattern.Iso.Parse(result.Tokens[0].Value) is { Success: true } date) return date.Value;
            result.AddError(Say($"--from 是 {result.Tokens[0].Value}，应为日期，如 2026-11-23。", $"--from is {result.Tokens[0].Value}; a date such as 2026-11-23 is wanted."));
            return null;
        });
        _approve = Value<IsoWeek?>("--approve", "WEEK", Say("确认一周的草稿，如 2026-W49", "approve a week's draft, such as 2026-W49"), option => option.CustomParser = result =>
        {
            if (IsoWeek.TryParse(result.Tokens[0].Value, out var week)) return week;
            result.AddError(Say($"--approve 是 {result.Tokens[0].Value}，应为 ISO 周，如 2026-W49。", $"--approve is {result.Tokens[0].Value}; an ISO week such as 2026-W49 is wanted."));
            return null;
        });
        _json = JsonOption();
    }

    public override Guide Guide => new()
    {
        Text = Say("按工作区的时区，一天一组：开周、发布和通知、提醒、收尾、复盘，以及没有计划的周。", "In the workspace's zone, day by day: openings, pieces and their announcements, reminders, closings, reviews, and weeks that have no plan."),
        Reads = Say("工作区的文件；文件有错误时读库里正在运行的版本", "the workspace's files; when they have errors, what the store runs"),
        Writes = Say("只有 --approve 会写：weeks/ 里的计划文件和数据库", "with --approve only: the plan's file in weeks/, and the database"),
        Examples =
        [
            ("growth plan", Say("接下来 14 天", "the next 14 days")),
            ("growth plan --days 60 --json", Say("给日历程序用", "for a calendar program")),
            ("growth plan --approve 2026-W49", Say("确认周四起草的计划", "approve what was drafted on Thursday")),
            ("growth plan --from 2026-11-23 --days 7", Say("某一周", "a certain week")),
        ],
        Exits = [(ExitCodes.Ok, Say("列出了日历", "the calendar was shown")), (ExitCodes.Refused, Say("文件有错误，库里也没有可用的版本", "the files have errors and nothing was applied before"))],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (Session.MissingWorkspace() is { } code) return code;
        if (parsed.GetValue(_approve) is { } week) return await new ApproveWeek(Session).RunAsync(week, cancellationToken);
        if (await RunningPlans.FindAsync(Session, cancellationToken) is not { } running)
            return Session.Fail(ExitCodes.Refused, Say("没有可用的计划。", "there is no plan that could run."), Say("改好上面的错误。", "Repair the errors above."));
        if (running.FromStore) Session.Note(Say("文件有错误，下面是库里正在运行的版本。", "The files have errors; this is what the store runs."));

        var from = parsed.GetValue(_from) is { } date ? running.Config.Zone.AtStartOfDay(date).ToInstant() : new MachineClock(TimeProvider.System).Now;
        var entries = WeekCalendar.Of(running.Config, running.Plans, from, from + Duration.FromDays(parsed.GetValue(_days)));
        if (parsed.GetValue(_json)) Session.WriteJson(entries);
        else if (entries.Count == 0) Session.Line(Say("这段时间没有安排。", "Nothing is due in that time."));
        else ShowCalendar.Run(Session, running.Config, entries);
        return ExitCodes.Ok;
    }
}
