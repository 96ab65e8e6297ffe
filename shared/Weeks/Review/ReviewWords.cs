using System.Globalization;
using Growth.Config;
using Growth.Time;
using Growth.Tracking;
using NodaTime;

namespace Growth.Weeks.Review;

/// <summary>How a review speaks: Chinese or English, local times of the week's zone.</summary>
internal sealed class ReviewWords(Language language, DateTimeZone zone)
{
    private static readonly string[] ZhDays = ["", "周一", "周二", "周三", "周四", "周五", "周六", "周日"];

    public bool IsZh { get; } = language is Language.ZhCn;

    public string Of(string zh, string en) => IsZh ? zh : en;

    public string Verdict(MeasuredRate rate) => rate.Verdict switch
    {
        Tracking.Verdict.Met => Of("达标", "met"),
        Tracking.Verdict.Missed => Of("未达标", "missed"),
        _ when rate.Rate.Trials == 0 => Of("还没有读者", "nobody yet"),
        _ => rate.Leaning is Leaning.Above ? Of("尚早，偏高", "too early, leaning above") : Of("尚早，偏低", "too early, leaning below"),
    };

    public string Verdict(Verdict verdict) => verdict switch
    {
        Tracking.Verdict.Met => Of("达标", "met"),
        Tracking.Verdict.Missed => Of("未达标", "missed"),
        _ => Of("尚早", "too early"),
    };

    public string Advice(AdviceKind kind) => kind switch
    {
        AdviceKind.Keep => Of("保持", "Keep"),
        AdviceKind.Change => Of("调整", "Change"),
        AdviceKind.Stop => Of("停止", "Stop"),
        _ => Of("观察", "Wait"),
    };

    public string Stage(FunnelStage stage) => stage switch
    {
        FunnelStage.Reading => Of("通知 → 阅读", "told → read"),
        FunnelStage.Completing => Of("阅读 → 读完", "read → completed"),
        FunnelStage.Sharing => Of("阅读 → 分享", "read → shared"),
        _ => Of("分享 → 带来新读者", "shared → brought somebody"),
    };

    /// <summary><c>11-23 周一 08:00</c>, <c>Mon 11-23 08:00</c></summary>
    public string At(Instant instant)
    {
        var local = zone.ToLocal(instant);
        return IsZh
            ? string.Create(CultureInfo.InvariantCulture, $"{local:MM-dd} {ZhDays[(int)local.DayOfWeek]} {local:HH:mm}")
            : string.Create(CultureInfo.InvariantCulture, $"{local:ddd MM-dd HH:mm}");
    }

    public string Span(Duration span) => span switch
    {
        { TotalHours: < 1 } => Of($"{(int)span.TotalMinutes} 分钟", $"{(int)span.TotalMinutes} min"),
        { TotalDays: < 2 } => Of($"{(int)span.TotalHours} 小时", $"{(int)span.TotalHours} h"),
        _ => Of($"{(int)span.TotalDays} 天", $"{(int)span.TotalDays} days"),
    };

    /// <summary>A fraction as a percentage with one decimal.</summary>
    public static string Percent(double fraction) => (fraction * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    /// <summary>A target as written: no decimals that nobody wrote.</summary>
    public static string Target(decimal fraction) => (fraction * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    public static string Date(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
