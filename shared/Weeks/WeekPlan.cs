using Growth.Config;
using Growth.Config.Yaml;
using Growth.Notifications;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>A week as planned: what <c>weeks/2026-W48.yaml</c> says, checked.</summary>
[Doc("One week: one campaign and its pieces.", "一周：一个活动和若干文章。")]
public sealed record WeekPlan
{
    [Doc("ISO week, as in the file's name.", "ISO 周，与文件名一致。")]
    public required IsoWeek Week { get; init; }

    [Doc("The referral and check-in campaign.", "裂变与打卡返现活动。")]
    public required CampaignPlan Campaign { get; init; }

    [Doc("The pieces: as many as `week.pieces` of growth.yaml says.", "文章，篇数由 growth.yaml 的 week.pieces 决定。")]
    [Count(1, 7)]
    public required IReadOnlyList<PiecePlan> Content { get; init; }
}

/// <summary>A long-form piece: hosted (<see cref="File"/>) or elsewhere (<see cref="Url"/> with <see cref="ReadingTime"/>).</summary>
public sealed record PiecePlan
{
    [Doc("The address /c/{slug}; never used before.", "地址 /c/{slug}，不可重复使用。")]
    [Text(64, NamePatterns.Slug, Allowed = "lower-case letters, digits and single hyphens", AllowedZh = "小写字母、数字和单个连字符")]
    public required string Slug { get; init; }

    [Doc("Title.", "标题。"), Text(120)]
    public required string Title { get; init; }

    [Doc("Markdown file in the workspace folder; this or `url`.", "工作区内的 Markdown 文件；与 url 二选一。"), Text(200)]
    public string? File { get; init; }

    /// <summary>Hash of the Markdown that was applied with this plan; set by applying, never in YAML.</summary>
    [NotInYaml]
    public string? ArticleHash { get; init; }

    [Doc("Where the piece is when it is elsewhere; it reports events itself.", "外部文章地址，由其自行上报事件。")]
    public Uri? Url { get; init; }

    /// <summary>Required with <see cref="Url"/>; estimated from the text otherwise, and then filled in by applying.</summary>
    [Doc("Reading time; required with `url`, estimated from the text otherwise.", "阅读时长；外部文章必填，否则按正文估算。"), Between("30s", "4h")]
    public Duration? ReadingTime { get; init; }

    /// <summary>Set by applying when <see cref="ReadingTime"/> was not written but estimated; never in YAML.</summary>
    [NotInYaml]
    public bool Estimated { get; init; }

    [Doc("When it appears, inside the week.", "发布时刻，须在本周内。")]
    public required WeekTime PublishAt { get; init; }

    [Doc("Who is told of it, through which channels.", "通知谁、走哪些渠道。")]
    public AnnouncePlan? Announce { get; init; }

    [Doc("Tags.", "标签。"), Count(0, 10), Text(30)]
    public IReadOnlyList<string> Tags { get; init; } = [];
}

public sealed record AnnouncePlan
{
    [Doc("Channel names in the order in which they are tried.", "依次尝试的渠道名。"), Count(1, 5), Text(40)]
    public required IReadOnlyList<string> Route { get; init; }

    [Doc("Who: those who asked to be told, or all (never by a service template).", "受众：已订阅者，或全部（不得使用服务模板）。")]
    public required Audience Audience { get; init; }

    [Doc("Why it is sent: service or marketing.", "用途：服务或营销。")]
    public Purpose Purpose { get; init; } = Purpose.Service;
}

public enum Audience
{
    Consented,
    All,
}
