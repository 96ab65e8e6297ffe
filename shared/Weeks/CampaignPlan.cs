using Growth.Config;
using Growth.Config.Yaml;
using Growth.Notifications;
using NodaTime;

namespace Growth.Weeks;

/// <summary>The referral and check-in campaign of a week. Money in minor units of the workspace's currency, rates as fractions.</summary>
public sealed record CampaignPlan
{
    [Doc("Key of the campaign; never used before.", "活动标识，不可重复使用。")]
    [Text(64, NamePatterns.Slug, Allowed = "lower-case letters, digits and single hyphens", AllowedZh = "小写字母、数字和单个连字符")]
    public required string Key { get; init; }

    [Doc("As members see it.", "对用户展示的名称。"), Text(60)]
    public required string Name { get; init; }

    [Doc("SKUs whose payment enrols.", "付款即报名的商品 SKU。")]
    [Count(1, 50), Text(64, "^[A-Za-z0-9][A-Za-z0-9._-]*$", Allowed = "letters, digits, dots, hyphens and underscores", AllowedZh = "字母、数字、点、连字符和下划线")]
    public required IReadOnlyList<string> Products { get; init; }

    [Doc("Who may enrol and when.", "报名时间与名额。")]
    public required EnrolPlan Enrol { get; init; }

    [Doc("The days to check in.", "打卡规则。")]
    public required CheckInPlan CheckIn { get; init; }

    [Doc("Money back for check-ins reached.", "打卡返现。")]
    public required CashbackPlan Cashback { get; init; }

    [Doc("Inviter and invitee, one level.", "邀请奖励，仅一级。")]
    public ReferralPlan? Referral { get; init; }

    /// <summary>By occasion: enrolled, reminder, rewarded.</summary>
    [Doc("Messages by occasion.", "各场合的消息。"), Keys("enrolled", "reminder", "rewarded")]
    public IReadOnlyDictionary<string, NotifyPlan> Notify { get; init; } = new Dictionary<string, NotifyPlan>();

    /// <summary>Ends enrolment, new referrals and marketing at once; existing enrolments finish.</summary>
    [Doc("Ends enrolment, new referrals and marketing at once; existing enrolments finish.", "立即停止报名、新邀请和营销；已报名者照常完成。")]
    public bool Stop { get; init; }
}

public sealed record EnrolPlan
{
    [Doc("First day.", "首日。")]
    public required LocalDate From { get; init; }

    /// <summary>The last day, included.</summary>
    [Doc("Last day, included.", "末日（含）。")]
    public required LocalDate Until { get; init; }

    [Doc("Most enrolments; no limit when absent.", "名额；缺省不限。"), Between("1", "1000000")]
    public int? Limit { get; init; }
}

public sealed record CheckInPlan
{
    /// <summary>1 to 366.</summary>
    [Doc("Days to check in.", "打卡天数。"), Between("1", "366")]
    public required int Days { get; init; }

    /// <summary>Days after the window in which make-ups still count.</summary>
    [Doc("Days after the last in which it can still be finished.", "宽限天数。"), Between("0", "60")]
    public int Grace { get; init; }

    [Doc("Day 1 is the day of payment or the next.", "首日为付款当日或次日。")]
    public StartDay Start { get; init; } = StartDay.Next;

    [Doc("A day ends at this local time of the next date.", "一天在次日的这个时刻结束。"), Between("00:00", "12:00")]
    public LocalTime DayEndsAt { get; init; } = LocalTime.Midnight;

    [Doc("Missed days that may be made up.", "可补卡次数。"), Between("0", "60")]
    public int Makeups { get; init; }

    [Doc("Local times at which who has not yet checked in is reminded.", "提醒未打卡者的时刻。"), Count(0, 3)]
    public IReadOnlyList<LocalTime> RemindAt { get; init; } = [];
}

public enum StartDay
{
    Same,
    Next,
}

public sealed record ReferralPlan
{
    /// <summary>Minor units.</summary>
    [Doc("What the inviter gets for a qualified invitee.", "邀请人奖励。"), Money, Between("0", "100000")]
    public required long Inviter { get; init; }

    /// <summary>Minor units.</summary>
    [Doc("What the invitee gets.", "被邀请人奖励。"), Money, Between("0", "100000")]
    public required long Invitee { get; init; }

    [Doc("Time from the invitation to the invitee's first paid order.", "从邀请到首单付款的期限。"), Between("1h", "90d")]
    public required Duration Window { get; init; }

    [Doc("Most rewards for one inviter.", "每位邀请人奖励次数上限。"), Between("1", "10000")]
    public int? MaxPerInviter { get; init; }

    /// <summary>Minor units.</summary>
    [Doc("Smallest order that qualifies.", "最低订单金额。"), Money, Between("0", "1000000")]
    public long? MinOrder { get; init; }

    [Doc("How invitations travel: mini-program codes, or links to H5 pages.", "邀请方式：小程序码或 H5 链接。")]
    public InviteLink Link { get; init; } = InviteLink.MiniProgram;

    /// <summary>Minor units.</summary>
    [Doc("Never overspent.", "预算，绝不超支。"), Money, Between("0.01", "100000000"), MissingRule("budget-required")]
    public required long Budget { get; init; }
}

public enum InviteLink
{
    MiniProgram,
    H5,
}

public sealed record NotifyPlan
{
    [Doc("Name of the message template.", "消息模板名。")]
    [Text(40, NamePatterns.Template, Allowed = "a name of lower-case letters, digits and hyphens", AllowedZh = "由小写字母、数字和连字符组成的名称")]
    public required string Template { get; init; }

    [Doc("Channel names in the order in which they are tried.", "依次尝试的渠道名。"), Count(1, 5), Text(40)]
    public required IReadOnlyList<string> Route { get; init; }

    [Doc("Why it is sent; decides consent, hours and caps.", "用途，决定授权、时段与频次。")]
    public required Purpose Purpose { get; init; }
}
