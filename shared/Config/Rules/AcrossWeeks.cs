using Growth.Config.Yaml;
using Growth.Weeks;

namespace Growth.Config.Rules;

/// <summary>Rules between the weeks of one folder. Of two that collide the later one is refused: the earlier may be running.</summary>
internal static class AcrossWeeks
{
    internal static void Check(IReadOnlyList<BoundFile<WeekPlan>> plans)
    {
        foreach (var plan in plans) CheckName(plan);
        var ordered = plans.Where(plan => plan.Findings.IsWhole("week")).OrderBy(plan => plan.Value.Week).ThenBy(plan => plan.Findings.File, StringComparer.Ordinal).ToList();
        var slugs = new Dictionary<string, string>(StringComparer.Ordinal);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < ordered.Count; i++)
        {
            var (plan, findings) = ordered[i];
            if (!findings.IsBroken("campaign.key") && !keys.TryAdd(plan.Campaign.Key, findings.File)) KeyUsed(findings, plan, keys[plan.Campaign.Key]);
            for (var piece = 0; piece < plan.Content.Count; piece++)
            {
                var slug = plan.Content[piece].Slug;
                if (!findings.IsBroken($"content[{piece}].slug") && !slugs.TryAdd(slug, findings.File) && slugs[slug] != findings.File) SlugUsed(findings, slug, piece, slugs[slug]);
            }

            foreach (var earlier in ordered.Take(i)) CheckOverlap(plan, findings, earlier.Value.Campaign, earlier.Findings.File, earlier.Findings);
        }
    }

    internal static void KeyUsed(Findings findings, WeekPlan plan, string where) =>
        findings.Add("campaign-key-used", "campaign.key", new($"{where} has a campaign of this key.", $"{where} 已有同名活动标识。"), plan.Campaign.Key, new("a key never used before", "从未使用过的标识"));

    internal static void SlugUsed(Findings findings, string slug, int piece, string where) =>
        findings.Add("slug-used", $"content[{piece}].slug", new($"{where} has a piece of this slug.", $"{where} 已有使用该 slug 的文章。"), slug, new("a slug never used before", "从未使用过的 slug"));

    /// <param name="other">A campaign of another week.</param>
    /// <param name="otherFindings">Null: it comes from the store and is whole.</param>
    internal static void CheckOverlap(WeekPlan plan, Findings findings, CampaignPlan other, string where, Findings? otherFindings)
    {
        string[] needs = ["campaign.enrol", "campaign.products", "campaign.stop"];
        if (Array.Exists(needs, need => !findings.IsWhole(need) || otherFindings?.IsWhole(need) == false)) return;
        var campaign = plan.Campaign;
        if (campaign.Stop || other.Stop || campaign.Enrol.From > other.Enrol.Until || other.Enrol.From > campaign.Enrol.Until) return;
        for (var i = 0; i < campaign.Products.Count; i++)
        {
            if (other.Products.Contains(campaign.Products[i], StringComparer.Ordinal))
                findings.Add("product-overlap", $"campaign.products[{i}]", new($"The campaign {other.Key} of {where} enrols for it at the same time: an order would belong to two.", $"{where} 的活动 {other.Key} 同期也以该商品报名，订单归属不明。"), campaign.Products[i], new("enrolment times that do not overlap, or other products", "报名时间不重叠，或使用其他商品"));
        }
    }

    private static void CheckName(BoundFile<WeekPlan> plan)
    {
        var name = $"{WorkspaceFolder.WeeksFolder}/{plan.Value.Week}.yaml";
        if (plan.Findings.File != name && plan.Findings.IsWhole("week"))
            plan.Findings.Add("week-file-name", "week", new("The file's name and its week differ.", "文件名与 week 不一致。"), $"{plan.Value.Week}", new($"the file {name}", $"文件 {name}"));
    }
}
