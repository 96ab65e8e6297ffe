using System.Globalization;
using Growth.Config;
using Growth.Time;
using Growth.Weeks;
using NodaTime;
using Spectre.Console;

namespace Growth.Cli;

/// <summary>What will fire when, in the workspace's own time, day by day.</summary>
internal static class ShowCalendar
{
    private static readonly string[] ZhDays = ["", "周一", "周二", "周三", "周四", "周五", "周六", "周日"];

    public static void Run(Session session, GrowthConfig config, IEnumerable<CalendarEntry> entries)
    {
        LocalDate? day = null;
        foreach (var entry in entries)
        {
            var local = config.Zone.ToLocal(entry.At);
            if (local.Date != day)
            {
                day = local.Date;
                session.Markup($"[bold]{Day(session, local.Date)}[/]");
            }

            session.Markup($"  {local.ToString("HH:mm", CultureInfo.InvariantCulture)}  {Markup.Escape(Sentence(session, entry))}");
        }
    }

    public static string Sentence(Session session, CalendarEntry entry) => entry.Kind switch
    {
        CalendarKind.NoPlanWarning => session.Say($"{entry.Week} 还没有计划：提醒团队", $"{entry.Week} has no plan: the team is warned"),
        CalendarKind.NoPlan => session.Say($"{entry.Week} 该开始了，但没有计划：跳过", $"{entry.Week} would open, but has no plan: skipped"),
        CalendarKind.EnrolmentEnds => session.Say($"《{entry.Text}》报名截止", $"{entry.Text}: enrolment ends"),
        CalendarKind.Ends => session.Say($"{entry.Week} 结束，之后收到的不再计入", $"{entry.Week} ends: what comes later no longer counts"),
        CalendarKind.Opens => session.Say($"{entry.Week} 开始：{entry.Text}", $"{entry.Week} opens: {entry.Text}"),
        CalendarKind.Publishes when entry.Announced.Count > 0 => session.Say(
            $"发布《{entry.Text}》（/c/{entry.Slug}），通知：{string.Join(" → ", entry.Announced)}", $"publishes {entry.Text} (/c/{entry.Slug}), announced by {string.Join(", then ", entry.Announced)}"),
        CalendarKind.Publishes => session.Say($"发布《{entry.Text}》（/c/{entry.Slug}）", $"publishes {entry.Text} (/c/{entry.Slug})"),
        CalendarKind.Closes => session.Say($"{entry.Week} 收尾：初步复盘", $"{entry.Week} closes: preliminary review"),
        CalendarKind.Final => session.Say($"{entry.Week} 最终复盘", $"{entry.Week}: final review"),
        CalendarKind.Reminder => session.Say($"《{entry.Text}》提醒打卡", $"{entry.Text}: check-in reminder"),
        _ => session.Say($"《{entry.Text}》最后的打卡和补卡时间", $"{entry.Text}: last check-in or make-up"),
    };

    private static string Day(Session session, LocalDate date)
    {
        var name = session.Language == Language.ZhCn ? ZhDays[(int)date.DayOfWeek] : date.DayOfWeek.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{date:uuuu-MM-dd} {name}");
    }
}
