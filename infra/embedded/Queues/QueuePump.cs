using System.Collections.Concurrent;
using Growth.Embedded.Calls;
using Growth.Embedded.Settings;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Embedded.Queues;

/// <summary>
/// Takes a queue's messages and calls its function: at most batchSize + newBatchThreshold at once, each under a lease that is renewed while it runs.
/// A message is deleted after its function ended well; a crash before that delivers it again, and the lease says when.
/// </summary>
internal sealed partial class QueuePump(
    FunctionEntry function, DatabaseQueue queue, QueueSettings settings, QueueLease lease, RunFunction run, Completions completions, Alerts alerts, StepGate gate, MachineClock machine, HostStop stop, ILogger<QueuePump> log)
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0);

    public string Queue => function.Info.Queue!;

    public int InFlight => _running.Count;

    public Task Idle => Task.WhenAll(_running.Values);

    /// <summary>Look now: a message was queued, or the clock was stepped.</summary>
    public void Wake()
    {
        // two at once may both release: one look too many
        if (_wake.CurrentCount == 0) _wake.Release();
    }

    public async Task RunAsync()
    {
        var poll = FirstPoll;
        while (!stop.Draining.IsCancellationRequested)
        {
            var taken = await TakeAsync();
            if (taken == settings.BatchSize && InFlight <= settings.NewBatchThreshold) continue;
            poll = taken > 0 ? FirstPoll : TimeSpan.FromTicks(Math.Min(poll.Ticks * 2, settings.MaxPollingInterval.Ticks));
            await ((Task)_wake.WaitAsync(poll, stop.Draining)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> TakeAsync()
    {
        if (gate.Closed is not null || InFlight > settings.NewBatchThreshold) return 0;
        try
        {
            if (!await queue.AnyVisibleAsync(Queue, stop.Draining)) return 0;
            var messages = await queue.ClaimAsync(Queue, settings.BatchSize, lease.Duration, stop.Draining);
            foreach (var message in messages)
            {
                // started only once it is known: a quick one must not be removed before it is added
                var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _running[message.Receipt] = HandleAsync(message, start.Task);
                start.SetResult();
            }

            return messages.Count;
        }
        catch (OperationCanceledException) when (stop.Draining.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is DatabaseBusyException or System.Data.Common.DbException)
        {
            LogStore(e, Queue);
            return 0;
        }
    }

    private async Task HandleAsync(ClaimedMessage message, Task start)
    {
        // also leaves the claiming loop: a function that works before its first await must not hold up its siblings
        await start;
        try
        {
            if (message.DequeueCount > settings.MaxDequeueCount)
            {
                // every attempt died with its process; nobody was left to set it aside
                await FailAsync(message);
                return;
            }

            using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop.Now);
            var running = run.RunAsync(function, message.Body, abandon: true, lost.Token);
            var kept = await KeepLeaseAsync(message, running, lost);
            var failure = await running;
            if (!kept) LogLost(Queue, message.Id);
            else if (failure is not null) await FailAsync(message);
            else if (!await completions.CompleteAsync(message)) LogLost(Queue, message.Id);
        }
        catch (Exception e) when (e is DatabaseBusyException or System.Data.Common.DbException)
        {
            // the lease ends by itself and the message is delivered again
            LogStore(e, Queue);
        }
        finally
        {
            _running.TryRemove(message.Receipt, out _);
            Wake();
        }
    }

    private async Task<bool> KeepLeaseAsync(ClaimedMessage message, Task running, CancellationTokenSource lost)
    {
        if (running.IsCompleted) return true;
        using var ended = new CancellationTokenSource();
        while (true)
        {
            var renewal = Task.Delay((lease.Duration / 3).ToTimeSpan(), machine.Provider, ended.Token);
            if (await Task.WhenAny(running, renewal) == running)
            {
                await ended.CancelAsync();
                return true;
            }

            if (await queue.RenewAsync(message, lease.Duration, CancellationToken.None)) continue;
            await lost.CancelAsync();
            return false;
        }
    }

    private async Task FailAsync(ClaimedMessage message)
    {
        var text = $"A message of queue '{Queue}' failed {message.DequeueCount} times and is set aside in '{Queue}-poison'; the log says why.";
        if (await queue.FailAsync(message, settings.MaxDequeueCount, Duration.FromTimeSpan(settings.VisibilityTimeout), RaiseAsync, CancellationToken.None))
            LogPoison(Queue, message.Id, message.DequeueCount);

        Task RaiseAsync(Transaction transaction) => alerts.RaiseAsync(transaction, "poison:" + Queue, text);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queue {Queue} could not reach the store; it is tried again")]
    private partial void LogStore(Exception exception, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queue {Queue}: the lease of message {Id} was lost; another instance has it")]
    private partial void LogLost(string queue, long id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Queue {Queue}: message {Id} failed {Attempts} times and is set aside as poison")]
    private partial void LogPoison(string queue, long id, int attempts);
}

/// <summary>How long an instance that died keeps the messages it was working on; renewed while a function runs.</summary>
internal sealed record QueueLease(Duration Duration);
