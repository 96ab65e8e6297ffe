using Growth.Config;
using Growth.Storage;
using NodaTime;

namespace Growth.Weeks;

/// <summary>Notes that a week was not run, and why, and tells the team. The week's key decides, as at opening: one of the two happens, once.</summary>
public sealed class SkipWeek(TellTeam team, Alerts alerts)
{
    /// <returns>False: the week has been opened or skipped already.</returns>
    public async Task<bool> RunAsync(Transaction transaction, GrowthConfig config, WeekView view, SkipReason reason, Instant now)
    {
        var version = await WorkspaceStore.PlanAsync(transaction, view.Week);
        var inserted = await transaction.ExecuteAsync(
            """
            insert into week (week, state, plan_version, plan_hash, plan, zone, opens_at, closes_at, ends_at, final_at, skipped_at, skipped_reason)
            values (@Week, 'skipped', @version, @hash, @plan, @TimeZone, @Opens, @Closes, @Ends, @Final, @now, @reason)
            on conflict (week) do nothing
            """,
            new
            {
                view.Week,
                version = version?.Version,
                hash = version?.Hash,
                plan = version is null ? null : Json.Write(version.Plan),
                config.TimeZone,
                view.Times.Opens,
                view.Times.Closes,
                view.Times.Ends,
                view.Times.Final,
                now,
                reason = reason.ToText(),
            });
        if (inserted == 0) return false;
        await alerts.ClearAsync(transaction, OpenWeek.AlertKey(view.Week));
        await team.RunAsync(transaction, config, $"week-skipped/{view.Week}", view.Times.Opens, WeekTexts.Skipped(config, view.Week, reason));
        return true;
    }
}
