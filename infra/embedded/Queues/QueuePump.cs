using Growth.Embedded.Calls;
using Growth.Embedded.Settings;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;

namespace Growth.Embedded.Queues;

/// <summary>
/// Takes a queue's messages and calls its function: at most batchSize + newBatchThreshold at once, each under a lease that is renewed while
/// it is held. Its loop turns to the store again and again while functions run: one transaction completes what has ended since and claims
/// what comes next. A message is deleted after its function ended well; a crash before that delivers it again, and the lease says when.
/// A crash also leaves an attempt on the count of messages claimed ahead and not begun: at most four times the places, and only where functions
/// are so quick that they would have begun within 25 ms.
/// </summary>
internal sealed partial class QueuePump
{
    private readonly DatabaseQueue _queue;
    private readonly QueueSettings _settings;
    private readonly QueueLease _lease;
    private readonly StepGate _gate;
    private readonly MachineClock _machine;
    private readonly HostStop _stop;
    private readonly ILogger<QueuePump> _log;
    private readonly HeldMessages _held;
    private readonly HandleMessage _handle;
    private readonly KeepLeases _keep;
    private readonly QueuePosition _position;
    private readonly QueueWait _wait;
    private readonly TurnRate _rate;
    private int _ahead;

    public QueuePump(
        FunctionEntry function, DatabaseQueue queue, QueueSettings settings, QueueLease lease, RunFunction run, QueueSignal signal, Alerts alerts, StepGate gate,
        BusinessClock business, MachineClock machine, HostStop stop, ILogger<QueuePump> log)
    {
        (Queue, _queue, _settings, _lease, _gate, _machine, _stop, _log) = (function.Info.Queue!, queue, settings, lease, gate, machine, stop, log);
        _held = new HeldMessages(DecideTurn.Places(settings));
        _handle = new HandleMessage(function, queue, settings, run, alerts, log);
        _keep = new KeepLeases(queue, _held, lease, machine, log);
        _position = new QueuePosition(machine.Provider);
        _wait = new QueueWait(Queue, queue, settings, signal, business, machine, stop, log);
        _rate = new TurnRate(machine.Provider);
    }

    public string Queue { get; }

    public int InFlight => _held.Counts.All;

    /// <summary>How many transactions have asked for messages.</summary>
    public int Claims { get; private set; }

    /// <summary>Look now: a message was queued, or the clock was stepped.</summary>
    public void Wake() => _wait.More();

    /// <summary>Until the host drains and what runs has ended and is completed.</summary>
    public async Task RunAsync()
    {
        using var ended = new CancellationTokenSource();
        var keeping = _keep.RunAsync(ended.Token);
        await using var late = _stop.Now.UnsafeRegister(_ => CancelRunning(), null);
        while (!_stop.Draining.IsCancellationRequested) await TurnOrWaitAsync(claims: true);
        await GiveBackAsync(_held.Close());
        while (_held.Counts.All > 0) await TurnOrWaitAsync(claims: false);
        await ended.CancelAsync();
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (keeping.IsFaulted) await keeping;
    }

    private async Task TurnOrWaitAsync(bool claims)
    {
        Volatile.Write(ref _ahead, DecideTurn.Ahead(_rate.PerSecond, _settings));
        var counts = _held.Counts;
        var wanted = claims && _gate.Closed is null && _wait.IsMore ? DecideTurn.Claim(counts, _ahead, _settings) : 0;
        if (wanted == 0 && !_wait.Gathered && !DecideTurn.Commits(counts, _settings)) await _wait.RunAsync(counts);
        else await TurnAsync(wanted);
    }

    private async Task TurnAsync(int wanted)
    {
        var finished = _held.TakeFinished();
        _wait.Turn(claims: wanted > 0);
        if (wanted == 0 && finished.Count == 0) return;
        try
        {
            var (from, begun) = (_position.Next(), _machine.Provider.GetTimestamp());
            var turn = await _queue.TurnAsync(Queue, finished, wanted, _lease.Duration, from, CancellationToken.None);
            _held.Committed();
            _rate.Add(finished.Count);
            if (turn.Completed < finished.Count) LogLost(Queue, finished.Count - turn.Completed);
            if (wanted == 0) return;
            Claims++;
            if (_position.Moved(from, begun, wanted, turn.Claimed)) _wait.More();
            foreach (var held in _held.Add(turn.Claimed)) _ = Task.Run(() => HandleAllAsync(held), CancellationToken.None);
        }
        catch (Exception e) when (e is DatabaseBusyException or System.Data.Common.DbException)
        {
            LogStore(e, Queue);
            if (_stop.Now.IsCancellationRequested)
            {
                // The last try: their leases end by themselves and they are delivered again.
                _held.Committed();
                return;
            }

            _held.NotCommitted(finished);
            _wait.More();
            await Task.Delay(DecidePoll.First, _machine.Provider, _stop.Now).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One place: handles a message, then the next that is ready.</summary>
    private async Task HandleAllAsync(Held first)
    {
        for (var held = first; held is not null;)
        {
            var outcome = await _handle.RunAsync(held);
            held.Dispose();
            if (outcome == HandleOutcome.Later) _wait.Retry();
            held = _held.End(held, outcome == HandleOutcome.Handled, out var left);
            if (left.Finished == 1 || left.Ready + left.Running == DecideTurn.LowWater(Volatile.Read(ref _ahead), _settings) || DecideTurn.Commits(left, _settings)) _wait.Look();
        }
    }

    private void CancelRunning()
    {
        foreach (var held in _held.Running()) _ = held.CancelAsync();
        _wait.Look();
    }

    private async Task GiveBackAsync(IReadOnlyList<ClaimedMessage> messages)
    {
        if (messages.Count == 0) return;
        try
        {
            await _queue.GiveBackAsync(messages, CancellationToken.None);
        }
        catch (Exception e) when (e is DatabaseBusyException or System.Data.Common.DbException)
        {
            LogStore(e, Queue);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queue {Queue} could not reach the store; it is tried again")]
    private partial void LogStore(Exception exception, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queue {Queue}: {Count} handled messages were not ours any more; they may be handled again")]
    private partial void LogLost(string queue, int count);
}
