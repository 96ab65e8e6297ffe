using Growth.Weeks;

namespace Growth.Config.Rules;

/// <summary>Every rule that needs no order, no member and no store.</summary>
internal static class WorkspaceRules
{
    internal static void Check(BoundFile<GrowthConfig> config, IReadOnlyList<BoundFile<WeekPlan>> plans)
    {
        if (!config.Findings.IsBroken(""))
        {
            GrowthRules.Check(config);
            WebhookRules.Check(config);
        }

        foreach (var plan in plans.Where(plan => !plan.Findings.IsBroken("")))
        {
            var scope = new RuleScope(plan.Value, plan.Findings, config.Value, config.Findings);
            CampaignRules.Check(scope);
            TierRules.Check(scope);
            MessageRules.Check(scope);
            PieceRules.Check(scope);
        }

        AcrossWeeks.Check(plans);
    }
}
