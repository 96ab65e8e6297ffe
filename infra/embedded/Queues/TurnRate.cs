namespace Growth.Embedded.Queues;

/// <summary>How many messages end in a second, as it was lately: it rises at once and falls by halves.</summary>
internal sealed class TurnRate(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(1);

    private long _since = time.GetTimestamp();
    private int _ended;

    public double PerSecond { get; private set; }

    public void Add(int ended)
    {
        _ended += ended;
        var elapsed = time.GetElapsedTime(_since);
        if (elapsed < Window) return;
        var rate = _ended / elapsed.TotalSeconds;
        PerSecond = rate > PerSecond || elapsed > Forgotten ? rate : (PerSecond + rate) / 2;
        (_since, _ended) = (time.GetTimestamp(), 0);
    }
}
