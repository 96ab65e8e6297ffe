using Growth.Time;
using Growth.Weeks;

namespace Growth.Config.Rules;

/// <summary>Rules that ask what has already run.</summary>
internal static class StoreRules
{
    // A running week keeps its pieces; a later edit of growth.yaml must not make its file unfit.
    private static readonly HashSet<string> PlannedOnly = new(["piece-count", "piece-outside-week"], StringComparer.Ordinal);

    /// <summary>
    /// Adds what only the store knows. Errors in the file of a week that is over become warnings: nothing in it can be taken anyway, and a
    /// rule or channel that changed since must not stop the weeks to come.
    /// </summary>
    internal static WorkspaceRead Check(WorkspaceRead read, StoredWorkspace stored)
    {
        var phases = stored.Weeks.ToDictionary(week => $"{WorkspaceFolder.WeeksFolder}/{week.Key}.yaml", week => week.Value.Phase, StringComparer.Ordinal);
        var used = read.Files.SelectMany(file => Used(file, stored));
        var problems = read.Problems.Concat(Money(read, stored)).Concat(used).Select(problem => Soften(problem, phases.GetValueOrDefault(problem.File))).ToList();
        var refused = problems.Where(problem => problem.IsError).Select(problem => problem.File).ToHashSet(StringComparer.Ordinal);
        return read with
        {
            Problems = problems,
            Plans = [.. read.Files.Where(file => !refused.Contains(file.Findings.File) && !file.Findings.AnyBroken).Select(file => file.Value).OrderBy(plan => plan.Week)],
        };
    }

    private static IReadOnlyList<Problem> Money(WorkspaceRead read, StoredWorkspace stored)
    {
        if (stored.Weeks.Count == 0 || read.ConfigPlaces is not { } places || read.Config is not { } config || stored.Current is not { } current || config.Currency == current.Config.Currency) return [];
        var findings = places.Fork();
        findings.Add("currency-fixed", "currency", new("Weeks have run in another currency; their amounts must not change their meaning.", "已有周以另一币种运行，金额含义不能改变。"), config.Currency, new(current.Config.Currency, current.Config.Currency));
        return findings.Problems;
    }

    private static Problem Soften(Problem problem, WeekPhase phase) =>
        phase == WeekPhase.Over || (phase == WeekPhase.Running && PlannedOnly.Contains(problem.Rule)) ? problem with { Severity = Severity.Warning } : problem;

    private static IReadOnlyList<Problem> Used(BoundFile<WeekPlan> file, StoredWorkspace stored)
    {
        if (!file.Findings.IsWhole("week")) return [];
        var (plan, findings) = (file.Value, file.Findings.Fork());
        foreach (var campaign in stored.Campaigns.Where(campaign => campaign.Week != plan.Week))
        {
            if (campaign.Plan.Key == plan.Campaign.Key && !findings.IsBroken("campaign.key")) AcrossWeeks.KeyUsed(findings, plan, Name(campaign.Week));
            if (!campaign.Stopped) AcrossWeeks.CheckOverlap(plan, findings, campaign.Plan, Name(campaign.Week), null);
        }

        for (var i = 0; i < plan.Content.Count; i++)
        {
            if (stored.Slugs.TryGetValue(plan.Content[i].Slug, out var week) && week != plan.Week)
                AcrossWeeks.SlugUsed(findings, plan.Content[i].Slug, i, Name(week));
        }

        // The folder's own check may have said it already: the other week's file is still there.
        return [.. findings.Problems.Where(problem => !file.Findings.Problems.Any(known => known.Rule == problem.Rule && known.Path == problem.Path))];
    }

    private static string Name(IsoWeek week) => $"{WorkspaceFolder.WeeksFolder}/{week}.yaml";
}
