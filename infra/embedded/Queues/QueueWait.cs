using Growth.Embedded.Calls;
using Growth.Embedded.Settings;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Embedded.Queues;

/// <summary>
/// What a pump waits for: a wake-up, the end of a message, the time at which the next one falls due or is tried again, or a poll.
/// </summary>
internal sealed partial class QueueWait(
    string queue, DatabaseQueue store, QueueSettings settings, QueueSignal signal, BusinessClock business, MachineClock machine, HostStop stop, ILogger<QueuePump> log)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly SemaphoreSlim _wake = new(0);
    private bool _more = true;
    private TimeSpan _poll = DecidePoll.First;
    private Instant? _nextDue;
    private long _retryAt = long.MaxValue;

    /// <summary>A claim may find something.</summary>
    public bool IsMore => Volatile.Read(ref _more);

    /// <summary>What is finished has waited for others long enough.</summary>
    public bool Gathered { get; private set; }

    public void More()
    {
        Volatile.Write(ref _more, true);
        Look();
    }

    public void Look()
    {
        // two at once may both release: one look too many
        if (_wake.CurrentCount == 0) _wake.Release();
    }

    /// <summary>A message comes again after visibilityTimeout.</summary>
    public void Retry()
    {
        if (settings.VisibilityTimeout == TimeSpan.Zero) More();
        else Interlocked.CompareExchange(ref _retryAt, machine.Provider.GetTimestamp() + (long)(settings.VisibilityTimeout.TotalSeconds * machine.Provider.TimestampFrequency), long.MaxValue);
    }

    /// <summary>A turn begins: what is told from now on is told for the next one.</summary>
    public void Turn(bool claims)
    {
        Gathered = false;
        if (!claims) return;
        Volatile.Write(ref _more, false);
        _poll = DecidePoll.First;
    }

    public async Task RunAsync(HeldCounts held)
    {
        if (held.Finished > 0) Gathered = !await SignalledAsync(DecideTurn.Gather);
        // Enough is held: the end of a message wakes.
        else if (IsMore) await SignalledAsync(DecidePoll.First);
        else if (!await SignalledAsync(NextLook())) await PollAsync();
    }

    private async Task PollAsync()
    {
        if (stop.Draining.IsCancellationRequested) return;
        try
        {
            var look = await store.LookAsync(queue, stop.Draining);
            _nextDue = look.NextDue;
            _poll = DecidePoll.Next(_poll, settings.MaxPollingInterval, signal.Hears);
            if (look.Found) More();
        }
        catch (OperationCanceledException) when (stop.Draining.IsCancellationRequested)
        {
            // the host stops
        }
        catch (Exception e) when (e is DatabaseBusyException or System.Data.Common.DbException)
        {
            LogStore(e, queue);
        }
    }

    private TimeSpan NextLook()
    {
        var wait = _poll;
        if (_nextDue is { } due) wait = Min(wait, (due - business.Now).ToTimeSpan());
        var retryAt = Interlocked.Read(ref _retryAt);
        if (retryAt == long.MaxValue) return wait;
        if (retryAt > machine.Provider.GetTimestamp()) return Min(wait, machine.Provider.GetElapsedTime(machine.Provider.GetTimestamp(), retryAt));
        Interlocked.Exchange(ref _retryAt, long.MaxValue);
        return Shortest;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => b < Shortest ? Shortest : b < a ? b : a;

    private async Task<bool> SignalledAsync(TimeSpan atMost)
    {
        // While the host drains it is the end of messages that is waited for.
        var waiting = stop.Draining.IsCancellationRequested
            ? _wake.WaitAsync(Min(atMost, DecidePoll.First), CancellationToken.None)
            : _wake.WaitAsync(atMost, stop.Draining);
        await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return waiting.IsCompletedSuccessfully && await waiting;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queue {Queue} could not be looked into; it is tried again")]
    private partial void LogStore(Exception exception, string queue);
}
