using Growth.Config;

namespace Growth.Weeks;

/// <summary>What a campaign's budget covers, as far as the plan alone says: every enrolment reserves the most it can earn.</summary>
/// <param name="MostPerSeat">Minor units.</param>
/// <param name="Seats">How many enrolments the budget takes, at the dearest product.</param>
/// <param name="Limit">The plan's own limit on enrolments.</param>
public sealed record BudgetCover(long MostPerSeat, long Seats, int? Limit)
{
    /// <summary>Whether the limit is reached before the budget is spent.</summary>
    public bool CoversLimit => Limit is not { } limit || Seats >= limit;

    /// <returns>Null: a tier is a part of the price, and no price is known.</returns>
    public static BudgetCover? Of(CampaignPlan campaign, GrowthConfig config)
    {
        var prices = campaign.Products.Select(product => config.Products.GetValueOrDefault(product)?.Price).ToList();
        long most = 0;
        foreach (var amount in campaign.Cashback.Tiers.Select(tier => tier.Amount))
        {
            if (amount.Money is { } money) most = Math.Max(most, money);
            if (amount.Percent is not { } percent) continue;
            if (prices.Count == 0 || prices.Contains(null)) return null;
            // Percentages round down, and never more than was paid comes back.
            most = Math.Max(most, (long)(prices.Max()!.Value * Math.Min(percent, 1m)));
        }

        return most == 0 ? null : new BudgetCover(most, campaign.Cashback.Budget / most, campaign.Enrol.Limit);
    }
}
