using FsCheck;
using FsCheck.Fluent;
using Growth.Tracking;
using Growth.Weeks.Review;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks.Review;

public sealed class AdviseTests
{
    [Theory]
    [InlineData(400, 320, 100, "Keep", "BothMet")]
    [InlineData(400, 320, 20, "Change", "ShareMissed")]
    [InlineData(400, 120, 100, "Change", "CompletionMissed")]
    [InlineData(400, 120, 20, "Stop", "BothMissed")]
    [InlineData(400, 320, 60, "Keep", "OneMet")]
    [InlineData(30, 19, 4, "Wait", "TooEarly")]
    [InlineData(0, 0, 0, "Change", "NobodyCame")]
    public void On_Verdicts_DecideTheAdvice(long readers, long completers, long sharers, string kind, string reason)
    {
        var advice = Assert.Single(ReviewAnalysis.Of(ReviewSample.Snapshot(ReviewSample.Numbers("x", "X", readers, completers, sharers))).Advice, advice => advice.Piece is not null);

        Assert.Equal((kind, reason), (advice.Kind.ToString(), advice.Reason.ToString()));
    }

    [Fact]
    public void On_Unpublished_IsToBeChangedWhateverItsNumbers()
    {
        var advice = ReviewAnalysis.Of(ReviewSample.Snapshot(ReviewSample.Good with { PublishedAt = null })).Advice[0];

        Assert.Equal(AdviceReason.NotPublished, advice.Reason);
    }

    [Fact]
    public void On_ThirtyReadersOrFewer_NeverStopsAPieceThatLeansAbove() => Prop.ForAll(
        Gen.Choose(1, 30).SelectMany(readers => Gen.Choose(0, readers).Select(part => (readers, part))).ToArbitrary(),
        drawn =>
        {
            var (readers, part) = drawn;
            var analysis = ReviewAnalysis.Of(ReviewSample.Snapshot(ReviewSample.Numbers("x", "X", readers, part, part)));
            var piece = analysis.Pieces[0];
            var advice = analysis.Advice.First(advice => advice.Piece is not null);
            return advice.Kind != AdviceKind.Stop || (piece.Completion.Leaning is Leaning.Below && piece.Share.Leaning is Leaning.Below);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void ReadersToDecide_AtThatManyReaders_IsDecided() => Prop.ForAll(
        Gen.Choose(1, 200).SelectMany(readers => Gen.Choose(0, readers).Select(part => (readers, part))).ToArbitrary(),
        drawn =>
        {
            var rate = MeasuredRate.Of(drawn.part, drawn.readers, 0.60m);
            if (rate.ReadersToDecide() is not { } needed) return true;
            var then = Rates.Of((long)Math.Round(rate.Rate.Value * needed, MidpointRounding.AwayFromZero), needed);
            return needed >= drawn.readers && Rates.Judge(then, 0.60m).Verdict != Verdict.TooEarly;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void On_StoppedCampaign_IsSaid()
    {
        var snapshot = ReviewSample.Snapshot();
        var stopped = snapshot with { Campaign = snapshot.Campaign with { StoppedAt = Instant.FromUtc(2026, 11, 24, 0, 0) } };

        Assert.Equal(AdviceReason.CampaignStopped, ReviewAnalysis.Of(stopped).Advice[^1].Reason);
    }
}
