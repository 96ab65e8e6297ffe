using NodaTime;

namespace Growth.Storage;

/// <summary>
/// Queues messages that come with no other change: those that gather while a commit runs share the next one. One that the store cannot take
/// fails alone.
/// </summary>
internal sealed class PutMessages(Database database, QueueSignal signal)
{
    private readonly Lock _lock = new();
    private List<Put> _waiting = [];
    private bool _writing;

    /// <summary>Returns when it is committed.</summary>
    public Task RunAsync(string queue, string body, Instant now, Instant due)
    {
        var put = new Put(queue, body, now, due);
        lock (_lock)
        {
            _waiting.Add(put);
            if (_writing) return put.Written.Task;
            _writing = true;
        }

        _ = WriteAllAsync();
        return put.Written.Task;
    }

    private async Task WriteAllAsync()
    {
        while (true)
        {
            List<Put> group;
            lock (_lock)
            {
                (group, _waiting) = (_waiting, []);
                _writing = group.Count > 0;
            }

            if (group.Count == 0) return;
            await WriteAsync(group);
            // Those who waited together come back together: let them, before the next commit leaves without them. And whoever began this
            // goes on with its own work.
            await Task.Yield();
        }
    }

    private async Task WriteAsync(List<Put> group)
    {
        var messages = new NewMessages(signal);
        foreach (var put in group) messages.Add(put.Queue, put.Body, put.Now, put.Due);
        var writing = messages.PutAsync(database);
        await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (writing.IsCompletedSuccessfully) group.ForEach(static put => put.Written.SetResult());
        else if (group.Count > 1 && StoreFaults.Of(writing.Exception!.InnerException!) == StoreFault.Content) foreach (var put in group) await WriteAsync([put]);
        else group.ForEach(put => put.Written.SetException(writing.Exception!.InnerException!));
    }

    private sealed record Put(string Queue, string Body, Instant Now, Instant Due)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
