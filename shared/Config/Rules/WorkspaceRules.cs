using Growth.Weeks;

namespace Growth.Config.Rules;

/// <summary>Every rule that needs no order, no member and no store.</summary>
internal static class WorkspaceRules
{
    internal static void Check(BoundFile<GrowthConfig> config, IReadOnlyList<BoundFile<WeekPlan>> plans)
    {
    }
}
