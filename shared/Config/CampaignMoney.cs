using Growth.Weeks;

namespace Growth.Config;

/// <summary>What a campaign's tiers come to, in minor units, as far as prices are known. What its budget covers: <see cref="BudgetCover"/>.</summary>
internal static class CampaignMoney
{
    /// <summary>Known prices of the campaign's products.</summary>
    internal static IReadOnlyList<long> Prices(CampaignPlan campaign, GrowthConfig config) =>
        [.. campaign.Products.Select(sku => config.Products.GetValueOrDefault(sku)?.Price).OfType<long>()];

    /// <summary>A tier's target for one unit at that price; percentages round down.</summary>
    internal static long Target(TierAmount amount, long price) => Math.Min(price, amount.Money ?? (long)Math.Floor(price * (amount.Percent ?? 0)));
}
