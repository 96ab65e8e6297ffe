using System.Data.Common;
using Dapper;
using Growth.Config;
using Growth.Storage;
using Growth.Time;
using Growth.Weeks;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Health;

/// <summary>
/// Looks at the work that waits and opens or clears the alerts <c>poison:</c>, <c>outbox:</c> and <c>stuck:</c>. Reads, and writes only a change. Run twice, late or by
/// several hosts at once it ends in what the last one saw; an alert that somebody else renewed meanwhile is left for the next look.
/// </summary>
public sealed partial class WatchWork(Database database, Alerts alerts, BusinessClock clock, ILogger<WatchWork> log)
{
    private const string Poison = "-poison";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var (seen, open) = await database.ReadAsync(async connection => (await SeeAsync(connection, now), await OpenAsync(connection)), cancellationToken);
        var changes = DecideAlerts.Compare(DecideAlerts.Run(seen), open);
        if (!changes.Any) return;
        await database.WriteAsync(async transaction =>
        {
            foreach (var (key, text) in changes.Raise) await alerts.RaiseAsync(transaction, key, text);
            foreach (var alert in changes.Clear)
                await transaction.ExecuteAsync("delete from alert where key = @Key and text = @Text and raised_at = @RaisedAt", alert);
        }, cancellationToken);
        foreach (var (key, text) in changes.Raise) LogRaised(log, key, text);
        foreach (var alert in changes.Clear) LogCleared(log, alert.Key);
    }

    private static async Task<WorkSeen> SeeAsync(DbConnection connection, Instant now)
    {
        var limit = now - DecideAlerts.Patience;
        var late = (await connection.QueryAsync<QueueLate>(
            "select queue, count(*) as Messages, min(due_at) as Oldest from queue_message where due_at <= @limit and queue not like '%-poison' group by queue order by queue", new { limit })).AsList();
        var poison = await connection.QueryAsync<QueueLate>("select queue, count(*) as Messages, min(due_at) as Oldest from queue_message where queue like '%-poison' group by queue");
        // A host that was down has its timers look first: only what was overdue when weeks were last moved is stuck.
        var moved = await connection.QueryFirstOrDefaultAsync<Instant?>("select highest from clock where id = 1");
        var config = moved is null ? null : (await WorkspaceStore.CurrentAsync(connection))?.Config;
        var stuck = config is null ? [] : await OverdueSteps.RunAsync(connection, config, Instant.Min(now, moved!.Value) - DecideAlerts.Patience);
        return new WorkSeen
        {
            Poison = poison.ToDictionary(queue => queue.Queue[..^Poison.Length], queue => queue.Messages, StringComparer.Ordinal),
            Late = late,
            Stuck = stuck.ToDictionary(step => step.Of, step => step.Steps, StringComparer.Ordinal),
        };
    }

    private static async Task<IReadOnlyList<Alert>> OpenAsync(DbConnection connection) =>
        (await connection.QueryAsync<Alert>("select key, text, raised_at as RaisedAt from alert")).AsList();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alert {Key}: {Text}")]
    private static partial void LogRaised(ILogger logger, string key, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alert {Key} is over")]
    private static partial void LogCleared(ILogger logger, string key);
}
