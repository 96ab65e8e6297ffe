using Growth.Tracking;
using NodaTime;
using Xunit;

namespace Growth.Tests.Tracking;

public sealed class ReadingTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 2, 0);
    private static readonly CompletionRule Rule = new(0.90m, 0.40m, 300);

    [Fact]
    public void After_ReaderIsNotNew_ALinkBringsNobody()
    {
        var before = Reading.After(null, Sent(EventKind.Progress, 0), via: null, Rule);

        var after = Reading.After(before, Sent(EventKind.View, 1), via: 7, Rule);

        Assert.Equal((null, null), (after.ViaReaderId, after.BroughtAt));
    }

    [Fact]
    public void After_ReceivedBeforeTheFirst_TakesNoSeconds()
    {
        var before = Reading.After(null, Sent(EventKind.View, 10), via: null, Rule);

        Assert.Equal(0, Reading.After(before, Sent(EventKind.Progress, 0) with { Seconds = 100 }, via: null, Rule).Seconds);
    }

    [Fact]
    public void After_Complete_IsCompleteWhateverWasSeen()
    {
        var before = Reading.After(null, Sent(EventKind.View, 0), via: null, Rule);

        var after = Reading.After(before, Sent(EventKind.Complete, 5), via: null, Rule);

        Assert.Equal((null, Start + Duration.FromSeconds(5)), (before.CompletedAt, after.CompletedAt));
        Assert.Equal(after.CompletedAt, Reading.After(after, Sent(EventKind.Complete, 9), via: null, Rule).CompletedAt);
    }

    [Theory]
    [InlineData(90, 120, true)]
    [InlineData(89, 120, false)]
    [InlineData(90, 119, false)]
    [InlineData(100, 0, false)]
    [InlineData(0, 86_400, false)]
    public void IsComplete_FarAndLongEnough_NeedsBoth(int scroll, int seconds, bool complete) => Assert.Equal(complete, Rule.IsComplete(scroll, seconds));

    private static TrackingEvent Sent(EventKind kind, int seconds) => new()
    {
        Index = 0,
        Id = "1",
        Kind = kind,
        Piece = "p",
        Reader = new ReaderKey(ReaderKind.Visitor, "x"),
        ReceivedAt = Start + Duration.FromSeconds(seconds),
    };
}
