using Growth.Weeks;

namespace Growth.Config;

/// <summary>What a campaign can cost, in minor units, as far as prices are known.</summary>
public static class CampaignMoney
{
    /// <returns>Null: a percent tier and a product without a price in growth.yaml.</returns>
    public static long? MostPerFinisher(CampaignPlan campaign, GrowthConfig config)
    {
        var prices = Prices(campaign, config);
        var known = prices.Count > 0 && prices.Count == campaign.Products.Count;
        if (!known && campaign.Cashback.Tiers.Any(tier => tier.Amount.Percent is not null)) return null;
        return campaign.Cashback.Tiers.Max(tier => known ? prices.Max(price => Target(tier.Amount, price)) : tier.Amount.Money ?? 0);
    }

    /// <returns>How many finishers the budget pays in full; null: see <see cref="MostPerFinisher"/>.</returns>
    public static long? FinishersCovered(CampaignPlan campaign, GrowthConfig config) =>
        MostPerFinisher(campaign, config) is > 0 and { } most ? campaign.Cashback.Budget / most : null;

    /// <summary>Known prices of the campaign's products.</summary>
    internal static IReadOnlyList<long> Prices(CampaignPlan campaign, GrowthConfig config) =>
        [.. campaign.Products.Select(sku => config.Products.GetValueOrDefault(sku)?.Price).OfType<long>()];

    /// <summary>A tier's target for one unit at that price; percentages round down.</summary>
    internal static long Target(TierAmount amount, long price) => Math.Min(price, amount.Money ?? (long)Math.Floor(price * (amount.Percent ?? 0)));
}
