using System.Security.Cryptography;
using System.Text;
using Growth.Config;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>
/// Tells the team on Thursday that next week has no plan, with a draft when the workspace wants one. The row in <c>week_warning</c> makes it once.
/// </summary>
public sealed class WarnNoPlan(TellTeam team)
{
    /// <returns>False: warned already, or a plan has been applied since.</returns>
    public async Task<bool> RunAsync(Transaction transaction, GrowthConfig config, WeekView view, bool draft, Instant now)
    {
        if (await WorkspaceStore.PlanAsync(transaction, view.Week) is not null) return false;
        if (await transaction.ExecuteAsync("insert into week_warning (week, warned_at) values (@Week, @now) on conflict (week) do nothing", new { view.Week, now }) == 0)
            return false;
        var plan = draft ? await DraftAsync(transaction, config, view.Week, now) : null;
        var yaml = plan is null ? null : WritePlan.Run(plan, Currency.Of(config.Currency));
        await team.RunAsync(transaction, config, $"no-plan/{view.Week}", view.Times.NoPlanWarning, WeekTexts.NoPlan(config, view, yaml));
        return true;
    }

    /// <returns>Null: there is no earlier plan to make one from.</returns>
    private static async Task<WeekPlan?> DraftAsync(Transaction transaction, GrowthConfig config, IsoWeek week, Instant now)
    {
        var last = await transaction.FirstAsync<string>("select plan from week where week < @week and plan is not null order by week desc limit 1", new { week });
        if (last is null) return null;
        var used = await transaction.QueryAsync<string>("select slug from piece union select key from campaign");
        var plan = DraftWeek.Run(Json.Read<WeekPlan>(last), week, config.Language, used.ToHashSet(StringComparer.Ordinal));
        var text = Json.Write(plan);
        await transaction.ExecuteAsync(
            """
            insert into plan_version (week, version, hash, plan, status, applied_at)
            select @week, coalesce(max(version), 0) + 1, @hash, @text, 'draft', @now from plan_version where week = @week
            """,
            new { week, hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), text, now });
        return plan;
    }
}
