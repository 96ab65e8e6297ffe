using System.Text.Json.Nodes;
using Growth.Config;
using Growth.Time;
using Growth.Weeks;
using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>What the shop sells for a week's campaign.</summary>
/// <param name="Price">Minor units.</param>
/// <param name="Closes">Nobody buys it then or later.</param>
internal sealed record Sale(IsoWeek Week, string Sku, long Price, string Currency, Instant Opens, Instant Closes)
{
    /// <returns>Null: the campaign is stopped, or the shop sells none of its products at a known price.</returns>
    public static Sale? Of(WeekPlan plan, GrowthConfig config, string storefront)
    {
        var (campaign, zone) = (plan.Campaign, config.Zone);
        var sku = campaign.Products.FirstOrDefault(sku => config.Products.GetValueOrDefault(sku) is { Price: > 0 } product
            && product.Storefronts?.Contains(storefront, StringComparer.Ordinal) != false);
        if (campaign.Stop || sku is null) return null;
        var opens = Instant.Max(zone.ToInstant(campaign.Enrol.From.AtMidnight()), WeekTimes.Of(plan.Week, config.Week, zone).Opens);
        return new Sale(plan.Week, sku, config.Products[sku].Price!.Value, config.Currency, opens, zone.ToInstant(campaign.Enrol.Until.PlusDays(1).AtMidnight()));
    }

    /// <summary>An order of one, as far as it is the same in every word on it.</summary>
    public JsonObject Order(string number, JsonObject buyer) => new()
    {
        ["number"] = number,
        ["buyer"] = buyer,
        ["lines"] = new JsonArray(new JsonObject { ["id"] = "1", ["sku"] = Sku, ["quantity"] = 1, ["netPaid"] = Price }),
        ["total"] = Price,
        ["currency"] = Currency,
    };
}
