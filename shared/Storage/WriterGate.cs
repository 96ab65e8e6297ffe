namespace Growth.Storage;

/// <summary>
/// Lets one write at a time. Writers that answer requests come before the others, in turn with them: of a crowd in the background at most one
/// is waited for, and it never waits for more than one of them either.
/// </summary>
internal sealed class WriterGate
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _first = new();
    private readonly Queue<TaskCompletionSource> _others = new();
    private bool _held;
    private bool _lastWasFirst;

    /// <param name="first">Somebody waits for the answer.</param>
    /// <exception cref="OperationCanceledException">Before its turn; it holds nothing.</exception>
    public async Task EnterAsync(bool first, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Whoever leaves goes on with its own work first.
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_held)
            {
                (_held, _lastWasFirst) = (true, first);
                return;
            }

            (first ? _first : _others).Enqueue(turn);
        }

        await using var cancelled = cancellationToken.UnsafeRegister(static (turn, token) => ((TaskCompletionSource)turn!).TrySetCanceled(token), turn);
        await turn.Task;
    }

    public void Leave()
    {
        lock (_lock)
        {
            // Those that were cancelled are passed over.
            while (TryNext(out var turn))
                if (turn.TrySetResult()) return;
            _held = false;
        }
    }

    private bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TaskCompletionSource? turn)
    {
        var first = _first.Count > 0 && (_others.Count == 0 || !_lastWasFirst);
        if (!(first ? _first : _others).TryDequeue(out turn)) return false;
        _lastWasFirst = first;
        return true;
    }
}
