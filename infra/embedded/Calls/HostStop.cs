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

    /// <param name="atMost">How long what runs may go on before it is ended.</param>
    public Task DrainAsync(TimeSpan atMost)
    {
        _now.CancelAfter(atMost);
        return _draining.CancelAsync();
    }

    public void Dispose()
    {
        _draining.Dispose();
        _now.Dispose();
    }
}
