namespace Growth.Storage;

/// <summary>
/// Whether this process may take steps by the clock or from queues: not while the workspace is paused, nor once a migration has shut this
/// program out. Requests are answered either way. <see cref="InstanceLease"/> keeps it true.
/// </summary>
public sealed class StepGate
{
    private volatile string? _closed;

    /// <summary>Why no step is taken; null: they are.</summary>
    public string? Closed => _closed;

    /// <returns>True: it was otherwise before.</returns>
    internal bool Set(string? closed)
    {
        var changed = !string.Equals(_closed, closed, StringComparison.Ordinal);
        _closed = closed;
        return changed;
    }
}
