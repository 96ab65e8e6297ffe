using System.Collections.Concurrent;

namespace Growth.Storage;

/// <summary>
/// A thread for one loop that others wait for: its code comes back to it after every await, and the store may block it. On the pool each of
/// a transaction's round trips would queue up behind the very requests that wait for its commit.
/// </summary>
internal sealed class OwnThread : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _work = [];

    private OwnThread()
    {
    }

    /// <summary>Whether this code runs on such a thread, which may be blocked.</summary>
    public static bool IsCurrent => Current is OwnThread;

    /// <returns>Ends as <paramref name="main"/> does.</returns>
    public static Task RunAsync(string name, Func<Task> main)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = new OwnThread();
        new Thread(() => context.Run(main, ended)) { IsBackground = true, Name = name }.Start();
        return ended.Task;
    }

    public override void Post(SendOrPostCallback d, object? state) => _work.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("This thread takes nothing that is waited for.");

    public override SynchronizationContext CreateCopy() => this;

    private void Run(Func<Task> main, TaskCompletionSource ended)
    {
        SetSynchronizationContext(this);
        var running = RunToEndAsync(main);
        foreach (var (callback, state) in _work.GetConsumingEnumerable()) callback(state);
        _work.Dispose();
        ended.SetFromTask(running);
    }

    private async Task RunToEndAsync(Func<Task> main)
    {
        try
        {
            await main();
        }
        finally
        {
            _work.CompleteAdding();
        }
    }
}
