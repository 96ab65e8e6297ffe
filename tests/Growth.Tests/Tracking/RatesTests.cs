using FsCheck;
using FsCheck.Fluent;
using Growth.Tracking;
using Xunit;

namespace Growth.Tests.Tracking;

public sealed class RatesTests
{
    // By solving (p - x)^2 = z^2 x (1 - x) / n for x by bisection, which is what the interval is defined by.
    [Theory]
    [InlineData(0, 10, 0.0000, 0.2775)]
    [InlineData(1, 10, 0.0179, 0.4042)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(10, 10, 0.7225, 1.0000)]
    [InlineData(15, 100, 0.0931, 0.2328)]
    [InlineData(60, 100, 0.5020, 0.6906)]
    [InlineData(0, 0, 0.0000, 1.0000)]
    public void Of_KnownCounts_GivesKnownInterval(long successes, long trials, double lower, double upper)
    {
        var rate = Rates.Of(successes, trials);
        Assert.Equal(lower, rate.Lower, 4);
        Assert.Equal(upper, rate.Upper, 4);
    }

    [Fact]
    public void Of_AnyCounts_IntervalHoldsTheRateAndShrinks() => Prop.ForAll(
        Gen.Choose(1, 1_000_000).SelectMany(trials => Gen.Choose(0, trials).Select(successes => (successes, trials))).ToArbitrary(), pair =>
        {
            var rate = Rates.Of(pair.successes, pair.trials);
            var more = Rates.Of(pair.successes * 4L, pair.trials * 4L);
            return rate.Lower >= 0 && rate.Upper <= 1 && rate.Lower <= rate.Value && rate.Value <= rate.Upper
                && more.Upper - more.Lower < rate.Upper - rate.Lower;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(20, 30, Verdict.TooEarly, Leaning.Above)]
    [InlineData(17, 30, Verdict.TooEarly, Leaning.Below)]
    [InlineData(18, 30, Verdict.TooEarly, Leaning.Above)]
    [InlineData(5, 30, Verdict.Missed, Leaning.Below)]
    [InlineData(30, 30, Verdict.Met, Leaning.Above)]
    [InlineData(700, 1000, Verdict.Met, Leaning.Above)]
    [InlineData(500, 1000, Verdict.Missed, Leaning.Below)]
    [InlineData(0, 0, Verdict.TooEarly, Leaning.Below)]
    public void Judge_AgainstSixtyPercent_IsDecidedByTheInterval(long successes, long trials, Verdict verdict, Leaning leaning) =>
        Assert.Equal(new RateVerdict(verdict, leaning), Rates.Judge(Rates.Of(successes, trials), 0.60m));

    [Fact]
    public void Of_MoreSuccessesThanTrials_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Rates.Of(2, 1));
}
