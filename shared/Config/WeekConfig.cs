using Growth.Config.Yaml;
using Growth.Time;

namespace Growth.Config;

/// <summary>When a week opens, closes and is final, and what happens when it cannot.</summary>
public sealed record WeekConfig
{
    [Doc("The week opens: its campaign starts and the team is told.", "开周：活动开始并通知团队。")]
    public WeekTime Opens { get; init; } = WeekTime.Parse("Mon 00:00");

    /// <summary>After <see cref="Opens"/> in the same week: the preliminary review.</summary>
    [Doc("The preliminary review is written; after `opens` in the same week.", "收尾：写初步周报；须晚于 opens。")]
    public WeekTime Closes { get; init; } = WeekTime.Parse("Sun 22:00");

    /// <summary>The first such time after the week's end (the next week's Monday 00:00): the final review.</summary>
    [Doc("The final review is written, the first such time after the week's end.", "定稿：周结束后首个该时刻写最终周报。")]
    public WeekTime Final { get; init; } = WeekTime.Parse("Tue 22:00");

    [Doc("Pieces a week must have.", "每周文章篇数。")]
    [Between("1", "7")]
    public int Pieces { get; init; } = 3;

    [Doc("What happens when a week has no plan: skip it, or draft one that a person approves.", "没有计划时：跳过，或生成草稿等待批准。")]
    public WhenNoPlan WhenNoPlan { get; init; } = WhenNoPlan.Skip;

    [Doc("A host that was down at opening time: run the week late, or skip it.", "开周时主机宕机：恢复后补开，或跳过。")]
    public Late Late { get; init; } = Late.Run;
}

public enum WhenNoPlan
{
    Skip,
    Draft,
}

public enum Late
{
    Run,
    Skip,
}

/// <summary>Rates are fractions from 0 to 1.</summary>
public sealed record TargetsConfig
{
    [Doc("Sharers / readers of a piece.", "分享率：分享人数 / 读者数。")]
    [Rate, Between("0%", "100%")]
    public decimal ShareRate { get; init; } = 0.15m;

    [Doc("Completers / readers of a piece.", "完读率：读完人数 / 读者数。")]
    [Rate, Between("0%", "100%")]
    public decimal CompletionRate { get; init; } = 0.60m;

    [Doc("Daily / monthly active members.", "日活 / 月活。")]
    [Rate, Between("0%", "100%")]
    public decimal? DauOverMau { get; init; }

    [Doc("Lifetime value / cost of acquisition.", "用户终身价值 / 获客成本。")]
    [Between("0", "1000")]
    public decimal? LtvOverCac { get; init; }
}

public sealed record TeamMember
{
    [Doc("As reviews call them.", "称呼。")]
    [Text(60)]
    public required string Name { get; init; }

    [Doc("Where reviews and warnings go; once in the team.", "接收周报与提醒的邮箱，不可重复。")]
    [Form("email")]
    public required string Email { get; init; }

    [Doc("What this person may do.", "权限。")]
    public Role Role { get; init; } = Role.Operator;
}

public enum Role
{
    Director,
    Manager,
    Operator,
}
