using Growth.Embedded.Calls;
using Growth.Embedded.Settings;
using Growth.Storage;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Embedded.Queues;

/// <summary>Calls a queue's function for one message, and sees to it that a failed attempt is tried again or set aside.</summary>
internal sealed partial class HandleMessage(FunctionEntry function, DatabaseQueue queue, QueueSettings settings, RunFunction run, Alerts alerts, ILogger<QueuePump> log)
{
    private string Queue => function.Info.Queue!;

    /// <returns>Handled: it is to be completed. Otherwise the message is not ours any more.</returns>
    public async Task<HandleOutcome> RunAsync(Held held)
    {
        var message = held.Message;
        // Its attempts died with their processes; nobody was left to set it aside.
        if (message.DequeueCount > settings.MaxDequeueCount) return await FailAsync(message);
        var failure = await run.RunAsync(function, message.Body, abandon: true, held.Cancelled);
        if (!held.IsLost) return failure is null ? HandleOutcome.Handled : await FailAsync(message);
        LogLost(Queue, message.Id);
        return HandleOutcome.Gone;
    }

    private async Task<HandleOutcome> FailAsync(ClaimedMessage message)
    {
        var text = $"A message of queue '{Queue}' failed {message.DequeueCount} times and is set aside in '{DatabaseQueue.PoisonOf(Queue)}'; the log says why. `growth queue replay {Queue}` puts it back.";
        try
        {
            if (!await queue.FailAsync(message, settings.MaxDequeueCount, Duration.FromTimeSpan(settings.VisibilityTimeout), RaiseAsync, CancellationToken.None))
                return HandleOutcome.Later;
            LogPoison(Queue, message.Id, message.DequeueCount);
        }
        catch (Exception e) when (e is DatabaseBusyException or System.Data.Common.DbException)
        {
            // The lease ends by itself and the message is delivered again.
            LogStore(e, Queue);
        }

        return HandleOutcome.Gone;

        Task RaiseAsync(Transaction transaction) => alerts.RaiseAsync(transaction, "poison:" + Queue, text);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queue {Queue} could not reach the store; the message is delivered again")]
    private partial void LogStore(Exception exception, string queue);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queue {Queue}: the lease of message {Id} was lost; another instance has it")]
    private partial void LogLost(string queue, long id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Queue {Queue}: message {Id} failed {Attempts} times and is set aside as poison")]
    private partial void LogPoison(string queue, long id, int attempts);
}

internal enum HandleOutcome
{
    Handled,

    /// <summary>It comes again after its delay.</summary>
    Later,

    Gone,
}
