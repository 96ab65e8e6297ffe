using Growth.Tracking;

namespace Growth.Weeks.Review;

internal enum AdviceKind
{
    Keep,
    Change,
    Stop,

    /// <summary>Thirty readers decide nothing.</summary>
    Wait,
}

internal enum AdviceReason
{
    BothMet,
    OneMet,
    CompletionMissed,
    ShareMissed,
    BothMissed,
    TooEarly,
    NobodyCame,
    NotPublished,
    CampaignRuns,
    CampaignStopped,
}

/// <param name="Piece">Null: about the campaign.</param>
internal sealed record Advice(AdviceKind Kind, AdviceReason Reason, PieceResult? Piece);

/// <summary>What to do next, derived from verdicts alone; a leaning never becomes advice.</summary>
internal static class Advise
{
    public static IReadOnlyList<Advice> On(IReadOnlyList<PieceResult> pieces, ReviewCampaign campaign) =>
        [.. pieces.Select(On).OrderBy(Urgency), OnCampaign(campaign)];

    public static Advice On(PieceResult piece)
    {
        if (!piece.Published) return new Advice(AdviceKind.Change, AdviceReason.NotPublished, piece);
        if (piece.Numbers.Readers == 0) return new Advice(AdviceKind.Change, AdviceReason.NobodyCame, piece);
        return (piece.Completion.Verdict, piece.Share.Verdict) switch
        {
            (Verdict.Missed, Verdict.Missed) => new Advice(AdviceKind.Stop, AdviceReason.BothMissed, piece),
            (Verdict.Missed, _) => new Advice(AdviceKind.Change, AdviceReason.CompletionMissed, piece),
            (_, Verdict.Missed) => new Advice(AdviceKind.Change, AdviceReason.ShareMissed, piece),
            (Verdict.Met, Verdict.Met) => new Advice(AdviceKind.Keep, AdviceReason.BothMet, piece),
            (Verdict.TooEarly, Verdict.TooEarly) => new Advice(AdviceKind.Wait, AdviceReason.TooEarly, piece),
            _ => new Advice(AdviceKind.Keep, AdviceReason.OneMet, piece),
        };
    }

    private static Advice OnCampaign(ReviewCampaign campaign) => campaign.StoppedAt is null
        ? new Advice(AdviceKind.Wait, AdviceReason.CampaignRuns, null)
        : new Advice(AdviceKind.Stop, AdviceReason.CampaignStopped, null);

    private static int Urgency(Advice advice) => advice.Kind switch
    {
        AdviceKind.Stop => 0,
        AdviceKind.Change => 1,
        AdviceKind.Keep => 2,
        _ => 3,
    };
}
