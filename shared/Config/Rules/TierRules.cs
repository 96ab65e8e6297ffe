using Growth.Weeks;

namespace Growth.Config.Rules;

internal static class TierRules
{
    private const string Tiers = "campaign.cashback.tiers";

    internal static void Check(RuleScope scope)
    {
        var tiers = scope.Plan.Campaign.Cashback.Tiers;
        for (var i = 0; i < tiers.Count; i++)
        {
            var path = $"{Tiers}[{i}]";
            if (tiers[i].Consecutive is null == tiers[i].Total is null)
            {
                scope.Refuse("tier-days", path, new("A tier counts either consecutive or total days.", "每档须在 consecutive 与 total 中二选一。"), allowed: new("consecutive or total", "consecutive 或 total"), needs: [$"{path}.consecutive", $"{path}.total"]);
                continue;
            }

            CheckReach(scope, tiers[i], path);
            CheckOrder(scope, i);
            CheckAmount(scope, tiers[i], path);
        }
    }

    private static void CheckReach(RuleScope scope, TierPlan tier, string path)
    {
        var checkIn = scope.Plan.Campaign.CheckIn;
        var key = $"{path}.{Key(tier)}";
        if (Days(tier) > checkIn.Days)
            scope.Refuse("tier-unreachable", key, new($"The campaign has {checkIn.Days} days: this tier can never be reached.", $"活动只有 {checkIn.Days} 天，此档永远无法达到。"), $"{Days(tier)}", new($"1 to {checkIn.Days}", $"1 至 {checkIn.Days}"), needs: ["campaign.checkIn.days"]);
        else if (Days(tier) == checkIn.Days && checkIn is { Grace: 0, Makeups: 0 })
            scope.Warn("no-slack", key, new("Every single day is needed: one missed day loses the tier. Allow makeups or grace days.", "每天都不能缺：漏打一天即失去此档。建议允许补卡或宽限。"), $"{Days(tier)}", "campaign.checkIn");
    }

    /// <summary>Days and targets rise along the list; and no tier's target is reached before the tier itself is.</summary>
    private static void CheckOrder(RuleScope scope, int index)
    {
        var tiers = scope.Plan.Campaign.Cashback.Tiers;
        var tier = tiers[index];
        for (var i = 0; i < tiers.Count; i++)
        {
            var other = tiers[i];
            if (i == index || other.Consecutive is null == other.Total is null) continue;
            var sameKind = other.Consecutive is null == tier.Consecutive is null;
            var fallsBack = sameKind && i < index && Days(other) >= Days(tier);
            var implied = (sameKind || tier.Consecutive is not null) && Days(other) <= Days(tier);
            if (!fallsBack && !(implied && (i < index || Days(other) != Days(tier) || !sameKind) && NeverLess(scope, other.Amount, tier.Amount))) continue;
            scope.Refuse("tiers-not-increasing", $"{Tiers}[{index}]", new($"Whoever gets here has tier {i + 1} already and gains nothing: more days, higher target.", $"达到此档者已达到第 {i + 1} 档，不会再有所得：天数与目标都应递增。"), needs: [$"{Tiers}[{i}]", $"{Tiers}[{index}]"]);
            return;
        }
    }

    private static void CheckAmount(RuleScope scope, TierPlan tier, string path)
    {
        var prices = CampaignMoney.Prices(scope.Plan.Campaign, scope.Config);
        var price = prices.Count > 0 ? prices.Min() : (long?)null;
        string[] needs = ["campaign.products", $"{RuleScope.Growth}products"];
        if (tier.Amount.Money is { } money && money > price)
            scope.Refuse("no-more-than-paid", $"{path}.amount", new("This would pay back more than was paid.", "返现不得超过实付金额。"), scope.Currency.Format(money), new($"up to {scope.Currency.Format(price.Value)}, the product's price", $"不超过商品价格 {scope.Currency.Format(price.Value)}"), needs: needs);
        else if (tier.Amount.Percent >= 0.5m || tier.Amount.Money * 2 >= price)
            scope.Warn("large-refund", $"{path}.amount", new("Half of the price or more is paid back: keep the goods your own and the budget funded.", "返现达到价格的一半或更多：请确保商品自营、预算到位。"), null, needs);
    }

    private static bool NeverLess(RuleScope scope, TierAmount other, TierAmount tier)
    {
        if (other.Money is { } money && tier.Money is { } target) return money >= target;
        if (other.Percent is { } percent && tier.Percent is { } rate) return percent >= rate;
        var prices = CampaignMoney.Prices(scope.Plan.Campaign, scope.Config);
        return prices.Count == scope.Plan.Campaign.Products.Count && prices.All(price => CampaignMoney.Target(other, price) >= CampaignMoney.Target(tier, price));
    }

    private static int Days(TierPlan tier) => tier.Consecutive ?? tier.Total ?? 0;

    private static string Key(TierPlan tier) => tier.Consecutive is null ? "total" : "consecutive";
}
