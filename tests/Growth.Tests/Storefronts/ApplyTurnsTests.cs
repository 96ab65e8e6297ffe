using Growth.Storefronts;
using Growth.Time;
using Xunit;

namespace Growth.Tests.Storefronts;

public sealed class ApplyTurnsTests
{
    private readonly MachineClock _machine = new(TimeProvider.System);

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 4)]
    public async Task Run_ManyAtOnce_AsManyAsIntakeLeavesRoomFor(bool busy, int expected)
    {
        var turns = new ApplyTurns(() => busy, _machine);
        var (inside, most) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => turns.RunAsync(async () =>
        {
            var now = Interlocked.Increment(ref inside);
            lock (turns) most = Math.Max(most, now);
            await Task.Delay(5, TestContext.Current.CancellationToken);
            Interlocked.Decrement(ref inside);
        }, TestContext.Current.CancellationToken)));

        Assert.Equal(expected, most);
    }

    [Fact]
    public async Task Run_IntakeNeverRests_AppliesAllTheSame()
    {
        var (turns, applied) = (new ApplyTurns(() => true, _machine), 0);

        for (var i = 0; i < 5; i++) await turns.RunAsync(() => Task.FromResult(applied++), TestContext.Current.CancellationToken);

        Assert.Equal(5, applied);
    }

    [Fact]
    public async Task Run_ApplyingFails_PlaceIsFreeAgain()
    {
        var turns = new ApplyTurns(() => true, _machine);
        for (var i = 0; i < 6; i++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => turns.RunAsync(() => throw new InvalidOperationException(), TestContext.Current.CancellationToken));

        await turns.RunAsync(() => Task.CompletedTask, TestContext.Current.CancellationToken);
    }
}
