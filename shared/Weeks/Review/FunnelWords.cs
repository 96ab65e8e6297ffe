namespace Growth.Weeks.Review;

internal static class FunnelWords
{
    public static IReadOnlyList<StageView> Stages(ReviewWords words, ReviewAnalysis analysis)
    {
        var funnel = analysis.Funnel;
        var lost = analysis.BiggestLoss?.Stage;
        return
        [
            new StageView(words.Of("收到通知", "told"), funnel.Announced, "", false),
            new StageView(words.Of("阅读", "read"), funnel.Readers, "", lost is FunnelStage.Reading),
            Stage(words.Of("读完", "completed"), funnel.Completers, funnel.Readers, words.Of("占读者 {0}", "{0} of readers"), lost is FunnelStage.Completing),
            Stage(words.Of("分享", "shared"), funnel.Sharers, funnel.Readers, words.Of("占读者 {0}", "{0} of readers"), lost is FunnelStage.Sharing),
            Stage(words.Of("链接带来人", "brought somebody"), funnel.Bringers, funnel.Sharers, words.Of("占分享者 {0}", "{0} of sharers"), lost is FunnelStage.Bringing),
            new StageView(words.Of("被带来的读者", "readers brought"), funnel.Brought, "", false),
        ];
    }

    public static string Loss(ReviewWords words, ReviewAnalysis analysis)
    {
        if (analysis.Funnel.Readers == 0) return words.Of("还没有读者，漏斗无从比较。", "Nobody has read yet: there is nothing to compare.");
        if (analysis.BiggestLoss is not { } loss)
            return words.Of("没有哪一步低于目标或上一周。", "No stage is below its target or the week before.");
        var (stage, actual, expected) = (words.Stage(loss.Stage), ReviewWords.Percent(loss.Actual), ReviewWords.Percent(loss.Expected));
        var against = loss.IsTarget ? words.Of("目标", "its target") : words.Of("上一周", "the week before");
        if (!loss.IsCertain)
        {
            return words.Of(
                $"没有哪一步的损失超出误差。离{against}最远的是{stage}：{loss.Passed} / {loss.Of} = {actual}，{against} {expected}。",
                $"No stage lost more than chance explains. Furthest below {against} is {stage}: {loss.Passed} of {loss.Of} = {actual}, against {expected}.");
        }

        return words.Of(
            $"损失最大的一步：{stage}。{loss.Passed} / {loss.Of} = {actual}，比{against} {expected} 少了 {ReviewWords.Percent(loss.Missing)}，约 {loss.People} 人。",
            $"Most was lost at {stage}: {loss.Passed} of {loss.Of} = {actual}, {ReviewWords.Percent(loss.Missing)} less than {against} of {expected}, about {loss.People} people.");
    }

    private static StageView Stage(string label, long count, long of, string whom, bool isLoss) =>
        new(label, count, of == 0 ? "" : whom.Replace("{0}", ReviewWords.Percent((double)count / of), StringComparison.Ordinal), isLoss);
}
