using Growth.Config;
using Growth.Storage;
using NodaTime;

namespace Growth.Weeks;

/// <summary>Tells the team on Thursday that next week has no plan. The row in <c>week_warning</c> makes it once.</summary>
public sealed class WarnNoPlan(TellTeam team)
{
    /// <returns>False: warned already, or a plan has been applied since.</returns>
    public async Task<bool> RunAsync(Transaction transaction, GrowthConfig config, WeekView view, bool draft, Instant now)
    {
        if (await WorkspaceStore.PlanAsync(transaction, view.Week) is not null) return false;
        if (await transaction.ExecuteAsync("insert into week_warning (week, warned_at) values (@Week, @now) on conflict (week) do nothing", new { view.Week, now }) == 0)
            return false;
        await team.RunAsync(transaction, config, $"no-plan/{view.Week}", WeekTexts.NoPlan(config, view, null));
        return true;
    }
}
