using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Config;

/// <summary>A week's file is gone: a planned week loses its plan, so that it does not open by surprise; a running one goes on.</summary>
internal static class WithdrawPlan
{
    internal static async Task<IReadOnlyList<Change>> RunAsync(Transaction transaction, IsoWeek week, WeekRow? row, List<Problem> problems, Currency currency, Instant now)
    {
        if (row?.Phase == WeekPhase.Over || await WorkspaceStore.PlanAsync(transaction, week) is not { } current) return [];
        var file = Changes.FileOf(current.Plan);
        if (row?.Phase == WeekPhase.Running)
        {
            problems.Add(new Problem
            {
                Rule = "running-week-without-file",
                Severity = Severity.Warning,
                File = file,
                Message = new("The file is gone, the week runs on by its stored plan. To end the campaign, restore the file and set stop: true.", "文件已删除，该周按已保存的计划继续运行。要停止活动，请恢复文件并设置 stop: true。"),
            });
            return [];
        }

        var version = await transaction.FirstAsync<int>("select coalesce(max(version), 0) + 1 from plan_version where week = @week", new { week });
        await transaction.ExecuteAsync(
            "insert into plan_version (week, version, hash, plan, status, applied_at) values (@week, @version, @Hash, @text, 'withdrawn', @now)",
            new { week, version, current.Hash, text = Json.Write(current.Plan), now });
        return [new Change { File = file, Path = "", Old = current.Plan.Campaign.Key }];
    }
}
