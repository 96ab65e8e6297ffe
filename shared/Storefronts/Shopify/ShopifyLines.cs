using Growth.Config;

namespace Growth.Storefronts.Shopify;

internal static class ShopifyLines
{
    private const int MaxLines = 500;
    private const long MaxQuantity = 100_000;

    /// <summary>
    /// Net paid of a line = price x quantity - its share of all discounts, in minor units and without rounding: Shopify has rounded the
    /// shares. A price is what the shop shows: with tax where <c>taxes_included</c>, else tax comes on top and is not the merchant's to give
    /// back, so it is no part of the base. Shipping has lines of its own.
    /// </summary>
    internal static IReadOnlyList<OrderLine> Read(Payload order, Currency currency) =>
        [.. order.List("line_items", MaxLines).Where(line => line.Text("quantity", 20) is not "0").Select(line => Line(line, currency))];

    private static OrderLine Line(Payload line, Currency currency)
    {
        var id = line.Needed("id", 64);
        var quantity = line.Count("quantity", MaxQuantity);
        return new OrderLine
        {
            Id = id,
            // A product without a SKU can still be told apart, but never equals one in growth.yaml by accident.
            Sku = line.Text("sku", 255) ?? (line.Text("variant_id", 64) is { } variant ? $"variant:{variant}" : $"line:{id}"),
            Quantity = quantity,
            NetPaid = Net(line.Amount("price", currency), quantity, line.List("discount_allocations", 100).Select(share => share.Amount("amount", currency))),
        };
    }

    /// <param name="price">Up to 10^13, as a payload allows; so the product fits.</param>
    internal static long Net(long price, long quantity, IEnumerable<long> discounts) => Math.Max(0, (price * quantity) - discounts.Sum());
}
