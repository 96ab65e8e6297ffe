using Growth.Config;
using Growth.Time;
using Growth.Tracking;

namespace Growth.Weeks.Review;

/// <summary>Puts a snapshot into words. A pure function of it.</summary>
internal static class BuildView
{
    public static ReviewView Of(ReviewSnapshot snapshot)
    {
        var analysis = ReviewAnalysis.Of(snapshot);
        var words = new ReviewWords(snapshot.Language, Zones.Get(snapshot.TimeZone));
        var final = snapshot.Kind is ReviewKind.Final;
        var score = Enum.GetValues<Verdict>()
            .Select(verdict => (verdict, words.Verdict(verdict), analysis.Measured.Count(rate => rate.Verdict == verdict))).ToList();
        return new ReviewView
        {
            Language = words.Of("zh-CN", "en"),
            Title = words.Of($"{snapshot.Week} 周报", $"Review of {snapshot.Week}"),
            Badge = final ? words.Of("最终", "final") : words.Of("初步", "preliminary"),
            Subtitle = $"{snapshot.Workspace} · {ReviewWords.Date(snapshot.Week.Monday)} – {ReviewWords.Date(snapshot.Week.Next.Monday.PlusDays(-1))} · {snapshot.TimeZone}",
            Headline = Headline(words, analysis),
            Score = score,
            DoHeading = words.Of("下一步", "What to do"),
            Do = [.. analysis.Advice.Select(advice => new AdviceView(advice.Kind, words.Advice(advice.Kind), AdviceWords.Text(words, advice)))],
            PiecesHeading = words.Of("文章与目标", "Pieces and targets"),
            Pieces = [.. analysis.Pieces.Select(piece => Piece(words, snapshot, piece))],
            FunnelHeading = words.Of("漏斗", "Funnel"),
            Funnel = FunnelWords.Stages(words, analysis),
            Loss = FunnelWords.Loss(words, analysis),
            CampaignHeading = words.Of("活动", "Campaign"),
            Campaign = CampaignFacts.Of(words, snapshot),
            HappenedHeading = words.Of("这一周发生了什么", "What happened"),
            Happened = WhatHappened.Of(words, snapshot),
            BeforeHeading = words.Of("与上一周比较", "Beside the week before"),
            Before = Before(words, snapshot, analysis),
            NextHeading = words.Of($"下一份计划：weeks/{snapshot.NextWithoutPlan}.yaml", $"Next plan: weeks/{snapshot.NextWithoutPlan}.yaml"),
            NextNote = words.Of("按本周计划起草，日期已顺延，名称已换新；请写好新的标题和正文，存入工作区并应用。", "Drafted from this week's plan with its dates moved and its names new; write the new titles and texts, save it in the workspace and apply it."),
            NextYaml = NextYaml(words, snapshot, analysis),
            State = State(words, snapshot, final),
        };
    }

    private static string Headline(ReviewWords words, ReviewAnalysis analysis)
    {
        var all = analysis.Measured.ToList();
        var (met, missed) = (all.Count(rate => rate.Verdict is Verdict.Met), all.Count(rate => rate.Verdict is Verdict.Missed));
        if (missed == 0 && met == all.Count) return words.Of($"{all.Count} 项目标全部达标。", $"All {all.Count} targets are met.");
        if (met + missed == 0) return words.Of($"{all.Count} 项目标都还不能下结论。", $"It is too early to say for all {all.Count} targets.");
        var open = all.Count - met - missed;
        return words.Of($"{all.Count} 项目标：{met} 项达标，{missed} 项未达标，{open} 项尚早。", $"Of {all.Count} targets {met} are met, {missed} missed, {open} too early to say.");
    }

    private static PieceView Piece(ReviewWords words, ReviewSnapshot snapshot, PieceResult piece)
    {
        var numbers = piece.Numbers;
        var plan = snapshot.Plan.Content.FirstOrDefault(content => content.Slug == numbers.Slug);
        return new PieceView(
            numbers.Title,
            plan?.Url?.ToString() ?? $"{snapshot.PublicUrl.ToString().TrimEnd('/')}/c/{numbers.Slug}",
            numbers.PublishedAt is { } at
                ? words.Of($"{words.At(at)} 发布", $"published {words.At(at)}")
                : words.Of($"没有发布（计划 {words.At(numbers.PublishAt)}）", $"not published (planned {words.At(numbers.PublishAt)})"),
            piece.Published,
            [Rate(words, words.Of("完读率", "Completion"), piece.Completion), Rate(words, words.Of("分享率", "Share rate"), piece.Share)],
            words.Of(
                $"读者 {numbers.Readers} · 读完 {numbers.Completers} · 分享 {numbers.Sharers} · 带来新读者 {numbers.Brought}（{numbers.Bringers} 人的链接） · 浏览 {numbers.Views} 次",
                $"{numbers.Readers} readers · {numbers.Completers} completed · {numbers.Sharers} shared · {numbers.Brought} brought (by {numbers.Bringers}) · {numbers.Views} views"));
    }

    private static RateView Rate(ReviewWords words, string label, MeasuredRate measured)
    {
        var rate = measured.Rate;
        return new RateView(
            label,
            measured,
            rate.Trials == 0 ? "–" : ReviewWords.Percent(rate.Value),
            words.Of(
                $"{rate.Successes} / {rate.Trials}，95% 区间 {ReviewWords.Percent(rate.Lower)} – {ReviewWords.Percent(rate.Upper)}，目标 {ReviewWords.Target(measured.Target)}",
                $"{rate.Successes} of {rate.Trials}, 95% interval {ReviewWords.Percent(rate.Lower)} – {ReviewWords.Percent(rate.Upper)}, target {ReviewWords.Target(measured.Target)}"),
            words.Verdict(measured));
    }

    private static IReadOnlyList<IReadOnlyList<string>> Before(ReviewWords words, ReviewSnapshot snapshot, ReviewAnalysis analysis)
    {
        if (snapshot.Previous is not { } previous) return [];
        var before = Funnel.Of(previous.Pieces);
        var now = analysis.Funnel;
        return
        [
            ["", previous.Week.ToString(), snapshot.Week.ToString()],
            [words.Of("读者", "Readers"), $"{before.Readers}", $"{now.Readers}"],
            [words.Of("完读率", "Completion"), Ratio(before.Completers, before.Readers), Ratio(now.Completers, now.Readers)],
            [words.Of("分享率", "Share rate"), Ratio(before.Sharers, before.Readers), Ratio(now.Sharers, now.Readers)],
            [words.Of("带来的新读者", "Readers brought"), $"{before.Brought}", $"{now.Brought}"],
        ];
    }

    private static string Ratio(long part, long whole) => whole == 0 ? "–" : ReviewWords.Percent((double)part / whole);

    private static string NextYaml(ReviewWords words, ReviewSnapshot snapshot, ReviewAnalysis analysis) => WritePlan.Run(
        DraftWeek.Run(snapshot.Plan, snapshot.NextWithoutPlan, snapshot.Language, new HashSet<string>(StringComparer.Ordinal)),
        Currency.Of(snapshot.Currency),
        [.. analysis.Advice.Select(advice => $"{words.Advice(advice.Kind)} {OneLine(AdviceWords.Text(words, advice))}")]);

    /// <summary>A line break of any kind would end the comment that this becomes.</summary>
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));

    private static string State(ReviewWords words, ReviewSnapshot snapshot, bool final)
    {
        var taken = words.At(snapshot.TakenAt);
        return final
            ? words.Of($"数字截至 {words.At(snapshot.Times.EndsAt)}，{taken} 定稿，不再改写。", $"Counted until {words.At(snapshot.Times.EndsAt)}, final since {taken}; never rewritten.")
            : words.Of(
                $"初步数字，截至 {taken}。本周计数到 {words.At(snapshot.Times.EndsAt)}，{words.At(snapshot.Times.FinalAt)} 出最终周报。",
                $"Preliminary, as of {taken}. The week counts until {words.At(snapshot.Times.EndsAt)}; the final review comes {words.At(snapshot.Times.FinalAt)}.");
    }
}
