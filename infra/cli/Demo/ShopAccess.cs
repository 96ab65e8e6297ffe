using Growth.Config;
using Growth.Storefronts.Kinds;

namespace Growth.Cli.Demo;

/// <summary>What the demo's shop and its host have agreed on.</summary>
/// <param name="Storefront">The shop's name in growth.yaml.</param>
/// <param name="Setting">Where the host looks for the secret.</param>
/// <param name="Secret">As that setting has it.</param>
internal sealed record ShopAccess(string Storefront, string Setting, string Secret)
{
    /// <returns>Null: no storefront takes calls of this kind, so that there is nowhere to buy.</returns>
    public static ShopAccess? Of(GrowthConfig config, DemoMarker marker) =>
        config.Storefronts.OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => one.Value is StandardWebhooksStorefront shop && Secrets.NameOf(shop.Secrets[0]) is { } setting ? new ShopAccess(one.Key, setting, marker.ShopSecret) : null)
            .FirstOrDefault(access => access is not null);
}
