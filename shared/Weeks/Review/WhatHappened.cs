using NodaTime;

namespace Growth.Weeks.Review;

/// <summary>The week beside its plan: what came late, what did not come, what became of the messages.</summary>
internal static class WhatHappened
{
    private static readonly Duration Punctual = Duration.FromMinutes(15);

    public static IReadOnlyList<string> Of(ReviewWords words, ReviewSnapshot snapshot)
    {
        var lines = new List<string> { Opened(words, snapshot.Times) };
        lines.AddRange(snapshot.Pieces.Select(piece => Piece(words, piece)));
        lines.AddRange(Messages(words, snapshot.Pieces));
        if (snapshot.Campaign.StoppedAt is { } stopped) lines.Add(words.Of($"活动在 {words.At(stopped)} 停止。", $"The campaign was stopped {words.At(stopped)}."));
        return lines;
    }

    private static string Opened(ReviewWords words, ReviewTimes times)
    {
        var at = times.OpenedAt ?? times.OpensAt;
        var late = at - times.OpensAt;
        return late > Punctual
            ? words.Of($"⚠ {words.At(at)} 开始，比计划晚 {words.Span(late)}。", $"⚠ Opened {words.At(at)}, {words.Span(late)} late.")
            : words.Of($"{words.At(at)} 准时开始。", $"Opened on time, {words.At(at)}.");
    }

    private static string Piece(ReviewWords words, PieceNumbers piece)
    {
        var told = piece.Announced.Sent == 0 ? "" : words.Of($"，通知 {piece.Announced.Sent} 人", $", {piece.Announced.Sent} were told");
        if (piece.PublishedAt is not { } at)
            return words.Of($"⚠ 《{piece.Title}》没有发布（计划 {words.At(piece.PublishAt)}）。", $"⚠ “{piece.Title}” was not published (planned {words.At(piece.PublishAt)}).");
        var late = at - piece.PublishAt;
        return late > Punctual
            ? words.Of($"⚠ 《{piece.Title}》{words.At(at)} 发布，晚 {words.Span(late)}{told}。", $"⚠ “{piece.Title}” came {words.At(at)}, {words.Span(late)} late{told}.")
            : words.Of($"《{piece.Title}》{words.At(at)} 发布{told}。", $"“{piece.Title}” came on time, {words.At(at)}{told}.");
    }

    private static IEnumerable<string> Messages(ReviewWords words, IReadOnlyList<PieceNumbers> pieces)
    {
        var all = pieces.Aggregate(new AnnouncedNumbers(), (sum, piece) => sum + piece.Announced);
        if (all.Unknown > 0)
            yield return words.Of($"⚠ {all.Unknown} 条通知结果不明，没有重发。", $"⚠ The outcome of {all.Unknown} announcements is unknown; they were not sent again.");
        if (all.Rejected > 0)
            yield return words.Of($"{all.Rejected} 条通知被拒或无法送达。", $"{all.Rejected} announcements were refused or had nowhere to go.");
        if (all.Expired > 0)
            yield return words.Of($"⚠ {all.Expired} 条通知过期未发。", $"⚠ {all.Expired} announcements went stale before they could be sent.");
        if (all.Waiting > 0)
            yield return words.Of($"{all.Waiting} 条通知还在等待发送。", $"{all.Waiting} announcements still wait.");
    }
}
