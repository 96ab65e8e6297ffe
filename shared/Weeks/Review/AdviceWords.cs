using Growth.Tracking;

namespace Growth.Weeks.Review;

/// <summary>What a team reads as advice. Never a reward for a share: WeChat forbids it.</summary>
internal static class AdviceWords
{
    public static string Text(ReviewWords words, Advice advice) => advice.Piece is { } piece
        ? words.Of($"《{piece.Numbers.Title}》：", $"“{piece.Numbers.Title}”: ") + OnPiece(words, advice.Reason, piece)
        : OnCampaign(words, advice.Reason);

    private static string OnPiece(ReviewWords words, AdviceReason reason, PieceResult piece)
    {
        var completion = ReviewWords.Percent(piece.Completion.Rate.Value);
        var share = ReviewWords.Percent(piece.Share.Rate.Value);
        return reason switch
        {
            AdviceReason.BothMet => words.Of(
                $"完读率 {completion}、分享率 {share} 都达标。题材、篇幅和发布时间照旧。",
                $"completion {completion} and share rate {share} both met. Keep subject, length and hour."),
            AdviceReason.OneMet => words.Of(
                $"一项达标，另一项尚早（完读率 {completion}，分享率 {share}）。先不改动。",
                $"one target met, the other too early to say (completion {completion}, share rate {share}). Leave it as it is."),
            AdviceReason.CompletionMissed => words.Of(
                $"完读率 {completion}，未达标。缩短篇幅，或把最抓人的一段提到开头。",
                $"completion {completion} missed its target. Shorten it, or move the hook to the top."),
            AdviceReason.ShareMissed => words.Of(
                $"{(piece.Completion.Verdict is Verdict.Met ? $"读得完（{completion}），但" : $"完读率 {completion} 尚早；")}分享率只有 {share}，未达标。在结尾前放一句值得转述的话或一张可保存的图；不要用奖励换分享。",
                $"{(piece.Completion.Verdict is Verdict.Met ? $"it is read (completion {completion}), but" : $"completion {completion} is too early to say;")} the share rate {share} missed its target. Put a line worth quoting or a picture worth keeping before the end; never pay for shares."),
            AdviceReason.BothMissed => words.Of(
                $"完读率 {completion}、分享率 {share} 都未达标。下周换一个题材。",
                $"completion {completion} and share rate {share} both missed. Take another subject next week."),
            AdviceReason.TooEarly => TooEarly(words, piece),
            AdviceReason.NobodyCame => words.Of("发布了，但没有读者。检查通知渠道和受众，再看链接是否打得开。", "published, and nobody came. Check its channels and audience, and whether the link opens."),
            _ => words.Of("没有发布。看看主机为什么停了；想发布请用新的 slug 放进之后的计划。", "was not published. See why the host was down; to publish it, put it into a later plan under a new slug."),
        };
    }

    private static string TooEarly(ReviewWords words, PieceResult piece)
    {
        var needed = Max(piece.Completion.ReadersToDecide(), piece.Share.ReadersToDecide());
        var readers = piece.Numbers.Readers;
        return words.Of($"只有 {readers} 位读者，还不能下结论。", $"{readers} readers decide nothing yet.")
            + (needed is { } count && count > readers ? words.Of($"按现在的比例，约 {MeasuredRate.About(count)} 位读者时见分晓。", $" At these rates about {MeasuredRate.About(count)} would.") : "");
    }

    private static string OnCampaign(ReviewWords words, AdviceReason reason) => reason == AdviceReason.CampaignStopped
        ? words.Of("活动已停止：不再报名，已报名者照常完成。", "The campaign is stopped: nobody can enrol, those who have finish as promised.")
        : words.Of("活动还在进行，打卡期比一周长，返现数字成熟后再评。", "The campaign outlives its week; judge it when its cashback has matured.");

    private static long? Max(long? one, long? other) => one is { } a && other is { } b ? Math.Max(a, b) : one ?? other;
}
