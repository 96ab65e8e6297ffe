using Growth.Queues;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Growth.Embedded.Queues;

/// <summary>Sweeps handled messages once a minute, of machine time: what an operator may still look at has nothing to do with the week.</summary>
internal sealed partial class SweepDoneLoop(SweepDone sweep, MachineClock machine, ILogger<SweepDoneLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Pause, machine.Provider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            try
            {
                await sweep.RunAsync(cancellationToken: stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is DatabaseBusyException or System.Data.Common.DbException)
            {
                LogUnswept(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Handled messages could not be swept; it is tried again in a minute")]
    private partial void LogUnswept(Exception exception);
}
