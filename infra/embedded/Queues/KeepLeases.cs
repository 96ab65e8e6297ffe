using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;

namespace Growth.Embedded.Queues;

/// <summary>Renews the leases of what an instance holds, all in one statement, three times in a lease; cancels what it has lost.</summary>
internal sealed partial class KeepLeases(DatabaseQueue queue, HeldMessages held, QueueLease lease, MachineClock machine, ILogger<QueuePump> log)
{
    /// <summary>Until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken ended)
    {
        while (true)
        {
            await Task.Delay((lease.Duration / 3).ToTimeSpan(), machine.Provider, ended);
            try
            {
                await RenewAsync();
            }
            catch (Exception e) when (e is DatabaseBusyException or System.Data.Common.DbException)
            {
                // What cannot be renewed in time is another's, and that is found out at the next renewal or at its completion.
                LogStore(e);
            }
        }
    }

    private async Task RenewAsync()
    {
        var (renew, back) = held.Review();
        if (back.Count > 0) await queue.GiveBackAsync(back, CancellationToken.None);
        if (renew.Count == 0) return;
        var lost = await queue.RenewAsync(renew, lease.Duration, CancellationToken.None);
        foreach (var running in held.Lose(lost)) await running.LoseAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Leases could not be renewed; it is tried again")]
    private partial void LogStore(Exception exception);
}
