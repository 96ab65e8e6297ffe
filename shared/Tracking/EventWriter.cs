using System.Threading.Channels;
using Growth.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Growth.Tracking;

/// <summary>
/// The one writer of events in this process: requests hand their events to it, it commits what has gathered in one transaction and
/// answers all of them. An answer means durable. Stopping takes nothing new, commits what is there, and answers it.
/// </summary>
public sealed partial class EventWriter : IHostedService
{
    private readonly Channel<EventBatch> _waiting;
    private readonly CommitEvents _commit;
    private readonly EventWriterOptions _options;
    private readonly ILogger<EventWriter> _log;
    private int _pending;
    private Task _loop = Task.CompletedTask;

    public EventWriter(CommitEvents commit, EventWriterOptions options, ILogger<EventWriter> log)
    {
        (_commit, _options, _log) = (commit, options, log);
        // A batch holds at least one event, so the channel is never the narrower limit.
        _waiting = Channel.CreateBounded<EventBatch>(new BoundedChannelOptions(options.MaxPending) { SingleReader = true });
    }

    /// <summary>Waits until every event is decided.</summary>
    /// <returns>One outcome for each event; null when nothing is known to be stored: full, stopping, or the store failed.</returns>
    public async Task<IReadOnlyList<EventOutcome>?> WriteAsync(IReadOnlyList<TrackingEvent> events)
    {
        if (events.Count == 0) return [];
        if (Interlocked.Add(ref _pending, events.Count) > _options.MaxPending)
        {
            Interlocked.Add(ref _pending, -events.Count);
            return null;
        }

        var batch = new EventBatch(events);
        if (_waiting.Writer.TryWrite(batch)) return await batch.Outcomes;
        Interlocked.Add(ref _pending, -events.Count);
        return null;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = OwnThread.RunAsync("growth-events", RunAsync);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await _loop.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        var group = new List<EventBatch>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            var count = 0;
            while (count < _options.MaxGroup && _waiting.Reader.TryRead(out var batch))
            {
                group.Add(batch);
                count += batch.Events.Count;
            }

            await AnswerAsync(group);
            Interlocked.Add(ref _pending, -count);
        }
    }

    private async Task AnswerAsync(List<EventBatch> group)
    {
        var events = group.SelectMany(batch => batch.Events).ToList();
        var commit = _commit.RunAsync(events);
        // A fault nobody foresaw belongs to those who wait for the answer; the writer lives on for the next group.
        await ((Task)commit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (commit.Exception is { } fault)
        {
            LogFault(fault.InnerException ?? fault, events.Count);
            foreach (var batch in group) batch.Fail(fault.InnerException ?? fault);
            return;
        }

        var outcomes = await commit;
        var start = 0;
        foreach (var batch in group)
        {
            batch.Answer(outcomes.AsSpan(start, batch.Events.Count));
            start += batch.Events.Count;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A group of {Count} events failed")]
    private partial void LogFault(Exception fault, int count);

    private sealed class EventBatch(IReadOnlyList<TrackingEvent> events)
    {
        private readonly TaskCompletionSource<IReadOnlyList<EventOutcome>?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<TrackingEvent> Events => events;

        public Task<IReadOnlyList<EventOutcome>?> Outcomes => _answer.Task;

        public void Fail(Exception fault) => _answer.SetException(fault);

        /// <summary>One event whose commit is unknown makes the whole request unknown: its ids are safe to send again.</summary>
        public void Answer(ReadOnlySpan<EventOutcome?> outcomes)
        {
            var known = new EventOutcome[outcomes.Length];
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

/// <summary>How much may wait, and how much is committed at once.</summary>
public sealed record EventWriterOptions
{
    /// <summary>Events in waiting before requests are turned away. 500 to 1000000.</summary>
    public int MaxPending { get; init; } = 20_000;

    /// <summary>Events after which a group takes no further request. 1 to 100000.</summary>
    public int MaxGroup { get; init; } = 2_000;
}
