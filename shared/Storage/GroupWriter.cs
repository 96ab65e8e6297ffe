using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Growth.Storage;

/// <summary>
/// The one writer of its kind in this process: requests hand their items to it, it commits what has gathered in one transaction and
/// answers all of them. An answer means durable. Stopping takes nothing new, commits what is there, and answers it.
/// </summary>
/// <param name="what">What an item is, in the plural: the thread's name and the log's word.</param>
/// <param name="maxPending">Weight in waiting before requests are turned away, 1 or more.</param>
/// <param name="maxGroup">Weight after which a group takes no further request, 1 or more.</param>
/// <param name="commit">One outcome for each item, in order; null: not known to be stored.</param>
/// <param name="weigh">1 or more for each item; null: 1.</param>
internal sealed partial class GroupWriter<T, TOutcome>(
    string what, int maxPending, int maxGroup, Func<IReadOnlyList<T>, Task<TOutcome?[]>> commit, ILogger log, Func<T, int>? weigh = null)
    where TOutcome : struct
{
    // A batch holds at least one item, so the channel is never the narrower limit.
    private readonly Channel<Batch> _waiting = Channel.CreateBounded<Batch>(new BoundedChannelOptions(maxPending) { SingleReader = true });

    private int _pending;
    private Task _loop = Task.CompletedTask;

    /// <summary>Items wait for their commit.</summary>
    public bool IsBusy => Volatile.Read(ref _pending) > 0;

    /// <summary>Waits until every item is decided.</summary>
    /// <returns>One outcome for each item; null when nothing is known to be stored: full, stopping, or the store failed.</returns>
    public async Task<IReadOnlyList<TOutcome>?> WriteAsync(IReadOnlyList<T> items)
    {
        if (items.Count == 0) return [];
        var batch = new Batch(items, weigh is null ? items.Count : items.Sum(weigh));
        if (Interlocked.Add(ref _pending, batch.Weight) <= maxPending && _waiting.Writer.TryWrite(batch)) return await batch.Outcomes;
        Interlocked.Add(ref _pending, -batch.Weight);
        return null;
    }

    public void Start() => _loop = OwnThread.RunAsync($"growth-{what}", RunAsync);

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        return _loop.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        var group = new List<Batch>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            var weight = 0;
            while (weight < maxGroup && _waiting.Reader.TryRead(out var batch))
            {
                group.Add(batch);
                weight += batch.Weight;
            }

            await AnswerAsync(group);
            Interlocked.Add(ref _pending, -weight);
        }
    }

    private async Task AnswerAsync(List<Batch> group)
    {
        var items = group.SelectMany(batch => batch.Items).ToList();
        var committing = commit(items);
        // A fault nobody foresaw belongs to those who wait for the answer; the writer lives on for the next group.
        await ((Task)committing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (committing.Exception is { } fault)
        {
            LogFault(fault.InnerException ?? fault, items.Count, what);
            foreach (var batch in group) batch.Fail(fault.InnerException ?? fault);
            return;
        }

        var outcomes = await committing;
        var start = 0;
        foreach (var batch in group)
        {
            batch.Answer(outcomes.AsSpan(start, batch.Items.Count));
            start += batch.Items.Count;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A group of {Count} {What} failed")]
    private partial void LogFault(Exception fault, int count, string what);

    private sealed class Batch(IReadOnlyList<T> items, int weight)
    {
        private readonly TaskCompletionSource<IReadOnlyList<TOutcome>?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<T> Items => items;

        public int Weight => weight;

        public Task<IReadOnlyList<TOutcome>?> Outcomes => _answer.Task;

        public void Fail(Exception fault) => _answer.SetException(fault);

        /// <summary>One item whose commit is unknown makes the whole request unknown: its items are safe to send again.</summary>
        public void Answer(ReadOnlySpan<TOutcome?> outcomes)
        {
            var known = new TOutcome[outcomes.Length];
            for (var i = 0; i < outcomes.Length; i++)
            {
                if (outcomes[i] is not { } outcome)
                {
                    _answer.SetResult(null);
                    return;
                }

                known[i] = outcome;
            }

            _answer.SetResult(known);
        }
    }
}
