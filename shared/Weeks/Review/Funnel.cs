using Growth.Tracking;

namespace Growth.Weeks.Review;

/// <summary>From being told to bringing others: sums over pieces.</summary>
internal sealed record Funnel(long Announced, long Readers, long Completers, long Sharers, long Bringers, long Brought)
{
    public static Funnel Of(IReadOnlyList<PieceNumbers> pieces) => new(
        pieces.Sum(piece => piece.Announced.Sent),
        pieces.Sum(piece => piece.Readers),
        pieces.Sum(piece => piece.Completers),
        pieces.Sum(piece => piece.Sharers),
        pieces.Sum(piece => piece.Bringers),
        pieces.Sum(piece => piece.Brought));

    /// <returns>How many passed the stage and how many could have.</returns>
    public (long Passed, long Of) At(FunnelStage stage) => stage switch
    {
        // Readers come by other ways than messages too; more readers than messages is no loss.
        FunnelStage.Reading => (Math.Min(Readers, Announced), Announced),
        FunnelStage.Completing => (Completers, Readers),
        FunnelStage.Sharing => (Sharers, Readers),
        _ => (Bringers, Sharers),
    };
}

internal enum FunnelStage
{
    /// <summary>Announced to readers.</summary>
    Reading,

    /// <summary>Readers to completers.</summary>
    Completing,

    /// <summary>Readers to sharers.</summary>
    Sharing,

    /// <summary>Sharers to those whose link brought somebody.</summary>
    Bringing,
}

/// <summary>The stage furthest below what was to be expected of it.</summary>
/// <param name="Expected">Its target, or what the previous closed week had; a fraction.</param>
/// <param name="Actual">A fraction.</param>
/// <param name="IsTarget">False: measured against the previous week.</param>
internal sealed record FunnelLoss(FunnelStage Stage, double Expected, double Actual, bool IsTarget, long Passed, long Of)
{
    /// <summary>Whether chance alone does not explain it: the 95 % interval ends below what was to be expected.</summary>
    public bool IsCertain => Rates.Of(Passed, Of).Upper < Expected;

    /// <summary>The part of what was to be expected that is missing; 0 to 1.</summary>
    public double Missing => 1 - (Actual / Expected);

    /// <summary>How many more would have passed at the expected rate.</summary>
    public long People => (long)Math.Round((Expected - Actual) * Of, MidpointRounding.AwayFromZero);

    /// <param name="before">The previous closed week; what has no target is held against it.</param>
    /// <returns>Null: no stage is below, or nobody has come yet.</returns>
    public static FunnelLoss? Biggest(Funnel now, Funnel? before, decimal completionTarget, decimal shareTarget) =>
        Enum.GetValues<FunnelStage>()
            .Select(stage => At(stage, now, before, completionTarget, shareTarget))
            .Where(loss => loss is { Missing: > 0 })
            .OrderByDescending(loss => loss!.Missing).ThenBy(loss => loss!.Stage)
            .FirstOrDefault();

    private static FunnelLoss? At(FunnelStage stage, Funnel now, Funnel? before, decimal completionTarget, decimal shareTarget)
    {
        var (passed, of) = now.At(stage);
        var (expected, isTarget) = stage switch
        {
            FunnelStage.Completing => ((double)completionTarget, true),
            FunnelStage.Sharing => ((double)shareTarget, true),
            _ => (before is null ? 0 : Usual(before.At(stage)), false),
        };
        return of == 0 || expected <= 0 ? null : new FunnelLoss(stage, expected, (double)passed / of, isTarget, passed, of);
    }

    private static double Usual((long Passed, long Of) before) => before.Of == 0 ? 0 : (double)before.Passed / before.Of;
}
