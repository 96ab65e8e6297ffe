using FsCheck;
using FsCheck.Fluent;
using Growth.Weeks.Review;
using Xunit;

namespace Growth.Tests.Weeks.Review;

public sealed class FunnelTests
{
    [Theory]
    // told, read, completed, shared, bringers -> the stage furthest below its target or the week before
    [InlineData(500, 400, 240, 30, 10, "Sharing")]
    [InlineData(500, 400, 120, 55, 22, "Completing")]
    [InlineData(500, 100, 60, 15, 6, "Reading")]
    [InlineData(500, 400, 240, 60, 3, "Bringing")]
    public void Biggest_StageFurthestBelow_IsNamed(long told, long read, long completed, long shared, long bringers, string stage)
    {
        var before = new Funnel(480, 400, 260, 52, 21, 30);

        Assert.Equal(stage, FunnelLoss.Biggest(new Funnel(told, read, completed, shared, bringers, 0), before, 0.60m, 0.15m)?.Stage.ToString());
    }

    [Theory]
    [InlineData(161, false)] // 161 / 1082 = 14.9 % of a target of 15 %: chance explains it
    [InlineData(110, true)]
    public void Biggest_BelowItsTarget_IsCertainWhenTheIntervalEndsBelow(long shared, bool certain) =>
        Assert.Equal(certain, FunnelLoss.Biggest(new Funnel(1080, 1082, 705, shared, 84, 102), null, 0.60m, 0.15m)!.IsCertain);

    [Fact]
    public void Biggest_NothingBelow_IsNone() =>
        Assert.Null(FunnelLoss.Biggest(new Funnel(500, 450, 400, 100, 60, 80), new Funnel(480, 400, 260, 52, 21, 30), 0.60m, 0.15m));

    [Fact]
    public void Biggest_NobodyYet_IsNone() => Assert.Null(FunnelLoss.Biggest(new Funnel(0, 0, 0, 0, 0, 0), null, 0.60m, 0.15m));

    [Fact]
    public void Biggest_AnyFunnel_MissesBetweenNothingAndAll() => Prop.ForAll(
        Gen.Choose(0, 1000).Four().ToArbitrary(),
        drawn =>
        {
            var (told, read, a, b) = drawn;
            var (completed, shared) = (Math.Min(a, read), Math.Min(b, read));
            var loss = FunnelLoss.Biggest(new Funnel(told, read, completed, shared, shared / 2, 0), new Funnel(300, 200, 150, 50, 20, 10), 0.60m, 0.15m);
            return loss is null || (loss.Missing is > 0 and <= 1 && loss.People >= 0 && loss.People <= loss.Of);
        }).QuickCheckThrowOnFailure();
}
