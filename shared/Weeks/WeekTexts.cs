using System.Globalization;
using System.Text;
using Growth.Config;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>What the team reads about a week, in the workspace's language; Markdown.</summary>
public static class WeekTexts
{
    private static readonly string[] ZhDays = ["", "周一", "周二", "周三", "周四", "周五", "周六", "周日"];

    /// <summary>A week has been opened: what runs, when the pieces come, what they are measured by.</summary>
    public static TeamText Opened(GrowthConfig config, WeekPlan plan, WeekTimes times, Instant now)
    {
        var zh = IsZh(config);
        var campaign = plan.Campaign;
        var late = now - times.Opens;
        var text = new StringBuilder();
        text.AppendLine(zh ? $"{plan.Week} 已经开始（{config.TimeZone}）。" : $"{plan.Week} has started ({config.TimeZone}).").AppendLine();
        if (late > DecideWeek.Punctual)
            text.AppendLine(zh ? $"比计划晚了 {Span(late, zh)}。已经到点的内容会马上发布。" : $"It is {Span(late, zh)} late. Pieces that are already due are published at once.").AppendLine();
        text.AppendLine(zh ? $"**活动**：{campaign.Name}（`{campaign.Key}`）" : $"**Campaign**: {campaign.Name} (`{campaign.Key}`)").AppendLine();
        if (campaign.Stop) text.AppendLine(zh ? "活动在计划里已被停止：不接受报名，内容照常发布。" : "The plan stops this campaign: nobody can enrol, the pieces come as planned.").AppendLine();
        else text.AppendLine(Enrolment(campaign, zh)).AppendLine();
        text.AppendLine(zh ? $"**{plan.Content.Count} 篇长文**：" : $"**{plan.Content.Count} long reads**:").AppendLine();
        foreach (var piece in plan.Content.OrderBy(piece => piece.PublishAt)) text.AppendLine(Piece(config, plan, piece, zh));
        text.AppendLine().AppendLine(zh
            ? $"**目标**：读完率 {Percent(config.Targets.CompletionRate)}，分享率 {Percent(config.Targets.ShareRate)}。"
            : $"**Targets**: completion rate {Percent(config.Targets.CompletionRate)}, share rate {Percent(config.Targets.ShareRate)}.");
        text.AppendLine().AppendLine(zh
            ? $"{At(config, times.Closes)} 会收到初步复盘，{At(config, times.Final)} 收到最终复盘。"
            : $"The preliminary review comes {At(config, times.Closes)}, the final one {At(config, times.Final)}.");
        return new TeamText(zh ? $"{plan.Week} 开始了：{campaign.Name}" : $"{plan.Week} has started: {campaign.Name}", text.ToString());
    }

    /// <summary>A week was not run, why, and what the team can do.</summary>
    public static TeamText Skipped(GrowthConfig config, IsoWeek week, SkipReason reason) => (IsZh(config), reason) switch
    {
        (true, SkipReason.NoPlan) => new($"{week} 没有开始：没有计划",
            $"到了时间还没有 {week} 的计划，所以这一周跳过了：没有活动，也没有发布内容。\n\n下一周请写好 `weeks/{week.Next}.yaml`，用 `growth validate` 检查后应用。"),
        (true, SkipReason.Missed) => new($"{week} 没有开始：程序整周没有运行",
            $"{week} 有计划，但从开始到收尾，Growth 一直没有运行，所以这一周跳过了，什么也没有发布。\n\n想补上的话，把 `weeks/{week}.yaml` 的内容移到之后的一周再应用。请检查主机为什么停了（`growth doctor`）。"),
        (true, _) => new($"{week} 没有开始：错过了开始时间",
            $"{week} 有计划，但没能在开始后 15 分钟内打开，而设置是 `late: skip`，所以这一周跳过了。\n\n如果希望晚了也照常开始，把 `growth.yaml` 里的 `week.late` 改成 `run`。"),
        (false, SkipReason.NoPlan) => new($"{week} did not start: it has no plan",
            $"There was no plan for {week} in time, so the week was skipped: no campaign, no pieces.\n\nFor the next one write `weeks/{week.Next}.yaml`, check it with `growth validate`, and apply it."),
        (false, SkipReason.Missed) => new($"{week} did not start: Growth was not running",
            $"{week} had a plan, but Growth was not running at any time between its opening and its closing, so the week was skipped and nothing was published.\n\nTo run it after all, move what `weeks/{week}.yaml` says to a later week and apply it. Please look why the host was down (`growth doctor`)."),
        _ => new($"{week} did not start: it would have been late",
            $"{week} had a plan, but could not be opened within 15 minutes of its time, and the workspace says `late: skip`, so the week was skipped.\n\nTo open late weeks instead, set `week.late` in `growth.yaml` to `run`."),
    };

    /// <summary>Pieces that no host was there to publish before the week's end.</summary>
    public static TeamText PiecesMissed(GrowthConfig config, IsoWeek week, IReadOnlyList<string> titles)
    {
        var list = string.Join('\n', titles.Select(title => $"- {title}"));
        return IsZh(config)
            ? new($"{week}：{titles.Count} 篇没有发布", $"这些内容到了时间，但 Growth 没有运行，{week} 结束后就不再发布了：\n\n{list}\n\n想发布的话，请用新的 slug 放进之后一周的计划。")
            : new($"{week}: {titles.Count} not published", $"Growth was not running when these were due, and after the end of {week} they are not published any more:\n\n{list}\n\nTo publish them, put them into a later week's plan under new slugs.");
    }

    /// <summary>Next week has no plan.</summary>
    /// <param name="draft">The draft's YAML when one was made.</param>
    public static TeamText NoPlan(GrowthConfig config, WeekView week, string? draft)
    {
        var zh = IsZh(config);
        var opens = At(config, week.Times.Opens);
        var subject = zh ? $"{week.Week} 还没有计划" : $"{week.Week} has no plan yet";
        var first = zh ? $"{week.Week} 将在 {opens} 开始，但还没有计划。" : $"{week.Week} is to start {opens}, and there is no plan for it.";
        if (draft is null)
        {
            return new(subject, first + "\n\n" + (zh
                ? $"请在那之前写好 `weeks/{week.Week}.yaml`（一个活动，{config.Week.Pieces} 篇长文），用 `growth validate` 检查后应用。没有计划，这一周什么也不会开始。"
                : $"Before then please write `weeks/{week.Week}.yaml` (one campaign, {config.Week.Pieces} pieces), check it with `growth validate`, and apply it. Without a plan nothing will start."));
        }

        return new(subject, first + "\n\n" + (zh
            ? $"我们按上一次的计划起草了一份，附在下面。**没有人确认，它不会开始。**\n\n可以直接确认：`growth plan --approve {week.Week}`；也可以改好后存为 `weeks/{week.Week}.yaml` 再应用。"
            : $"A draft was made from the last plan; it is below. **Nothing starts unless a person approves it.**\n\nApprove it as it is: `growth plan --approve {week.Week}`; or change it, save it as `weeks/{week.Week}.yaml`, and apply that.")
            + $"\n\n```yaml\n{draft.TrimEnd()}\n```\n");
    }

    private static string Enrolment(CampaignPlan campaign, bool zh)
    {
        var limit = campaign.Enrol.Limit is { } seats ? zh ? $"，限 {seats} 人" : $", {seats} seats" : "";
        return zh
            ? $"报名 {Iso(campaign.Enrol.From)} 至 {Iso(campaign.Enrol.Until)}{limit}，打卡 {campaign.CheckIn.Days} 天。"
            : $"Enrolment {Iso(campaign.Enrol.From)} to {Iso(campaign.Enrol.Until)}{limit}, {campaign.CheckIn.Days} days of check-in.";
    }

    private static string Piece(GrowthConfig config, WeekPlan plan, PiecePlan piece, bool zh)
    {
        var at = At(config, WeekTimes.PublishAt(piece.PublishAt, plan.Week, config.Zone));
        var told = piece.Announce is { } announce ? (zh ? "，通知渠道：" : ", announced by ") + string.Join(" → ", announce.Route) : "";
        return zh ? $"- {at} 《{piece.Title}》{told}" : $"- {at} {piece.Title}{told}";
    }

    /// <summary>Local to the workspace: <c>周一 11-23 08:00</c>, <c>Mon 11-23 08:00</c>.</summary>
    private static string At(GrowthConfig config, Instant instant)
    {
        var local = config.Zone.ToLocal(instant);
        var day = IsZh(config) ? ZhDays[(int)local.DayOfWeek] : local.DayOfWeek.ToString()[..3];
        return string.Create(CultureInfo.InvariantCulture, $"{day} {local:MM-dd HH:mm}");
    }

    private static string Span(Duration span, bool zh)
    {
        var (value, unit) = span.TotalDays >= 1 ? ((int)span.TotalDays, zh ? "天" : "d") : span.TotalHours >= 1 ? ((int)span.TotalHours, zh ? "小时" : "h") : ((int)span.TotalMinutes, zh ? "分钟" : "min");
        return string.Create(CultureInfo.InvariantCulture, $"{value} {unit}");
    }

    private static bool IsZh(GrowthConfig config) => config.Language is Language.ZhCn;

    private static string Iso(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private static string Percent(decimal rate) => string.Create(CultureInfo.InvariantCulture, $"{rate * 100:0.##}%");
}
