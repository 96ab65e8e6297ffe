namespace Growth.Embedded.Calls;

/// <summary>The two signals of a host that stops: take nothing new, and, when draining has lasted too long, end what runs.</summary>
internal sealed class HostStop : IDisposable
{
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _now = new();

    /// <summary>Take nothing new; finish what runs.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>End what runs.</summary>
    public CancellationToken Now => _now.Token;

    public Task DrainAsync() => _draining.CancelAsync();

    public Task EndAsync() => _now.CancelAsync();

    public void Dispose()
    {
        _draining.Dispose();
        _now.Dispose();
    }
}
