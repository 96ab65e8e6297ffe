using System.Collections.Concurrent;

namespace Growth.Embedded.Calls;

/// <summary>The last failed calls, for tests and the demo: a failure that was logged and retried is still a failure.</summary>
internal sealed class Failures
{
    private const int Kept = 100;

    private readonly ConcurrentQueue<FunctionFailure> _last = new();

    public IReadOnlyList<FunctionFailure> Last => [.. _last];

    public void Add(string function, Exception exception)
    {
        _last.Enqueue(new FunctionFailure(function, exception));
        while (_last.Count > Kept) _last.TryDequeue(out _);
    }
}
