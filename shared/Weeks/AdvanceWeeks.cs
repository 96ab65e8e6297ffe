using Growth.Config;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Weeks;

/// <summary>
/// Looks at the clock and takes every week as far as it goes. Each step is one transaction that first makes sure that nobody has taken it:
/// it may be run twice, late, by several hosts at once, or be killed anywhere, and the next look goes on from what was committed.
/// </summary>
public sealed partial class AdvanceWeeks(
    Database database, BusinessClock clock, ClockGuard guard, OpenWeek open, PublishPiece publish, CloseWeek close, SkipWeek skip, WarnNoPlan warn,
    AdvanceCampaigns campaigns, ILogger<AdvanceWeeks> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now;
        if (await database.ReadAsync(connection => Restores.PausedAsync(connection), cancellationToken) is { } pause)
        {
            LogPaused(logger, pause);
            return;
        }

        if (!await guard.ObserveAsync(now, cancellationToken))
        {
            LogClockBehind(logger);
            return;
        }

        if (await database.ReadAsync(WorkspaceStore.CurrentAsync, cancellationToken) is not { } workspace) return;
        foreach (var week in await database.ReadAsync(connection => LoadWeeks.RunAsync(connection, workspace.Config, now), cancellationToken))
        {
            foreach (var step in DecideWeek.Run(week, workspace.Config.Week, now))
            {
                if (await database.WriteAsync(transaction => DoAsync(transaction, workspace.Config, week, step, now), cancellationToken))
                    LogStep(logger, week.Week, step);
            }
        }

        await campaigns.RunAsync(now, cancellationToken);
    }

    private Task<bool> DoAsync(Transaction transaction, GrowthConfig config, WeekView week, WeekStep step, Instant now) => step switch
    {
        WeekStep.Open => open.RunAsync(transaction, config, week, now),
        WeekStep.Publish piece => publish.RunAsync(transaction, week.Week, piece.Slug, now),
        WeekStep.Close => close.CloseAsync(transaction, week.Week, now),
        WeekStep.Finish => close.FinishAsync(transaction, config, week.Week, now),
        WeekStep.Skip skipped => skip.RunAsync(transaction, config, week, skipped.Reason, now),
        WeekStep.WarnNoPlan => warn.RunAsync(transaction, config, week, draft: false, now),
        WeekStep.DraftPlan => warn.RunAsync(transaction, config, week, draft: true, now),
        _ => throw new InvalidOperationException($"Unknown step {step}"),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Pause}")]
    private static partial void LogPaused(ILogger logger, Pause pause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Week {Week}: {Step} done")]
    private static partial void LogStep(ILogger logger, IsoWeek week, WeekStep step);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The clock is behind what the store has seen: no step was taken")]
    private static partial void LogClockBehind(ILogger logger);
}
