using Growth.Storage;
using Xunit;

namespace Growth.Tests.Storage;

public sealed class WriterGateTests
{
    private readonly WriterGate _gate = new();
    private readonly List<string> _order = [];

    [Fact]
    public async Task Enter_ManyOthersWait_FirstIsNext()
    {
        await _gate.EnterAsync(first: false, TestContext.Current.CancellationToken);
        var all = Task.WhenAll(Enter("other 1"), Enter("other 2"), Enter("first", first: true));

        _gate.Leave();
        await all;

        Assert.Equal(["first", "other 1", "other 2"], _order);
    }

    [Fact]
    public async Task Enter_ManyFirstsWait_OthersHaveEverySecondTurn()
    {
        await _gate.EnterAsync(first: true, TestContext.Current.CancellationToken);
        var all = Task.WhenAll(Enter("first 1", first: true), Enter("first 2", first: true), Enter("other 1"), Enter("other 2"));

        _gate.Leave();
        await all;

        Assert.Equal(["other 1", "first 1", "other 2", "first 2"], _order);
    }

    [Fact]
    public async Task Enter_CancelledWhileItWaits_HoldsNothing()
    {
        using var cancel = new CancellationTokenSource();
        await _gate.EnterAsync(first: false, TestContext.Current.CancellationToken);
        var cancelled = _gate.EnterAsync(first: true, cancel.Token);
        var next = Enter("next");
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => cancelled);

        _gate.Leave();
        await next;
        await _gate.EnterAsync(first: false, TestContext.Current.CancellationToken);

        Assert.Equal(["next"], _order);
    }

    [Fact]
    public async Task Enter_ManyAtOnce_NeverTwoInside()
    {
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(async () =>
        {
            await _gate.EnterAsync(number % 3 == 0, TestContext.Current.CancellationToken);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            _gate.Leave();
        })));

        Assert.Equal(1, most);
    }

    private async Task Enter(string name, bool first = false)
    {
        await _gate.EnterAsync(first, TestContext.Current.CancellationToken);
        _order.Add(name);
        _gate.Leave();
    }
}
