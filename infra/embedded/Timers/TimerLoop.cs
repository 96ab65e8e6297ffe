using Growth.Embedded.Calls;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Embedded.Timers;

/// <summary>
/// Waits with the machine's timer, decides by the business clock: it looks at least every 15 seconds, so that a clock that jumps is followed.
/// </summary>
internal sealed partial class TimerLoop(MachineClock machine, HostStop stop, ILogger<TimerLoop> log)
{
    private static readonly Duration LongestWait = Duration.FromSeconds(15);
    private static readonly Duration ShortestWait = Duration.FromMilliseconds(1);

    public async Task RunAsync(TimerRun timer)
    {
        while (!stop.Draining.IsCancellationRequested)
        {
            var wait = await LookAsync(timer);
            if (wait <= Duration.Zero) continue;
            await Task.Delay(Duration.Max(ShortestWait, Duration.Min(wait, LongestWait)).ToTimeSpan(), machine.Provider, stop.Draining)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Duration> LookAsync(TimerRun timer)
    {
        try
        {
            return await timer.FireDueAsync(stop.Now);
        }
        catch (OperationCanceledException) when (stop.Now.IsCancellationRequested)
        {
            return LongestWait;
        }
        catch (Exception e) when (e is DatabaseBusyException or System.Data.Common.DbException)
        {
            LogStore(e, timer.Function.Name);
            return Duration.FromSeconds(1);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Timer {Function} could not reach the store; it is tried again")]
    private partial void LogStore(Exception exception, string function);
}
