using System.Collections.Concurrent;
using Growth.Storage;

namespace Growth.Embedded.Queues;

/// <summary>
/// Deletes handled messages, as many in one commit as have gathered while the last commit ran: a commit costs far more than a row.
/// </summary>
internal sealed class Completions(DatabaseQueue queue) : IDisposable
{
    private readonly ConcurrentQueue<Waiting> _waiting = new();
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <returns>False: it will be delivered again, because its lease was lost or the commit failed.</returns>
    public async Task<bool> CompleteAsync(ClaimedMessage message)
    {
        var mine = new Waiting(message);
        _waiting.Enqueue(mine);
        await _one.WaitAsync(CancellationToken.None);
        try
        {
            if (!mine.Taken) await CommitAsync();
            return mine.Completed;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task CommitAsync()
    {
        var batch = new List<Waiting>();
        while (_waiting.TryDequeue(out var next))
        {
            next.Taken = true;
            batch.Add(next);
        }

        var completed = await queue.CompleteAsync([.. batch.Select(entry => entry.Message)], CancellationToken.None);
        // which of them was lost matters to nobody but the log
        foreach (var entry in batch) entry.Completed = completed == batch.Count;
    }

    private sealed class Waiting(ClaimedMessage message)
    {
        public ClaimedMessage Message => message;

        public bool Taken { get; set; }

        public bool Completed { get; set; }
    }
}
