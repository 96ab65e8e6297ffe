namespace Growth.Storefronts.Shopify;

/// <summary>Customers. Shopify proves no phone, and newer payloads no longer say how many orders somebody had.</summary>
internal static class ShopifyPerson
{
    /// <returns>Null: a sale without anybody (a till).</returns>
    internal static ShopPerson? Buyer(Payload order)
    {
        var customer = order.At("customer");
        var person = Read(customer, customer.Text("id", 64)) with { Language = LanguageOf(order.Hint("customer_locale", 20)) };
        person = person with
        {
            Phone = person.Phone ?? ContactText.Phone(order.Hint("phone", 40)),
            Email = person.Email ?? ContactText.Email(order.Hint("email", 254)),
        };
        return person is { UserId: null, Phone: null, Email: null } ? null : person;
    }

    internal static ShopPerson Read(Payload customer, string? id) => new()
    {
        UserId = id,
        Phone = ContactText.Phone(customer.Hint("phone", 40)),
        Email = ContactText.Email(customer.Hint("email", 254)),
    };

    private static string? LanguageOf(string? locale) => locale switch
    {
        null => null,
        _ when locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase) => "zh-CN",
        _ when locale.StartsWith("en", StringComparison.OrdinalIgnoreCase) => "en",
        _ => null,
    };
}
