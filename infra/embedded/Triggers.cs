using Growth.Embedded.Calls;
using Growth.Embedded.Queues;
using Growth.Embedded.Timers;
using Growth.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Growth.Embedded;

/// <summary>
/// Runs timers and queues between the moment the port is open and the moment the host is asked to stop; then lets what runs end,
/// for as long as draining may take, and cancels the rest.
/// </summary>
internal sealed partial class Triggers(
    IReadOnlyList<QueuePump> pumps, IReadOnlyList<TimerRun> timers, TimerLoop loop, TimerStore store, TimerSettings settings, HostStop stop,
    QueueSignal signal, EmbeddedHostOptions options, IHostApplicationLifetime lifetime, ILogger<Triggers> log) : IHostedLifecycleService
{
    private readonly List<Task> _loops = [];

    public IReadOnlyList<QueuePump> Pumps => pumps;

    public IReadOnlyList<TimerRun> Timers => timers;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var timer in timers) await timer.RegisterAsync(cancellationToken);
        var byQueue = pumps.ToDictionary(pump => pump.Queue, StringComparer.Ordinal);
        signal.Subscribe(queue =>
        {
            if (byQueue.TryGetValue(queue, out var pump)) pump.Wake();
            else if (queue == QueueSignal.Any) foreach (var any in pumps) any.Wake();
        });
        _loops.AddRange(pumps.Select(pump => Task.Run(() => WatchAsync(pump.RunAsync()), CancellationToken.None)));
        // a stepped clock does not run by itself, so nothing fires by itself
        if (options.SteppedTime is null) _loops.AddRange(timers.Select(timer => Task.Run(() => WatchAsync(loop.RunAsync(timer)), CancellationToken.None)));
    }

    /// <summary>Before the web server stops: its requests and our messages drain at the same time.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => stop.DrainAsync(options.Drain);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var ending = Task.WhenAll(_loops);
        await using var late = stop.Now.UnsafeRegister(_ => LogCancelling(pumps.Sum(pump => pump.InFlight)), null);
        await ending.WaitAsync(options.Drain + options.Grace, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // a timer that still runs keeps its lease
        if (!ending.IsCompleted) return;
        try
        {
            await store.ReleaseAsync(settings.Owner);
        }
        catch (Exception e) when (e is DatabaseBusyException or System.Data.Common.DbException)
        {
            LogNotReleased(e);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A host whose loop died by a fault of ours must not look alive.
    private async Task WatchAsync(Task running)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!running.IsFaulted) return;
        LogBroken(running.Exception);
        lifetime.StopApplication();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The timers' leases could not be given back; they end by themselves")]
    private partial void LogNotReleased(Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "A trigger broke; the host stops")]
    private partial void LogBroken(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The drain time is over; {Messages} messages in flight and running timers are cancelled")]
    private partial void LogCancelling(int messages);
}
