using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Growth.Benchmarks.Webhooks;

/// <summary>An <c>orders/paid</c> with what such an order mostly has, some 2 KB.</summary>
internal sealed class ShopifyShop() : BenchShop("shopify", status: 200, pace: 5_000, mostPerSecond: 30_000)
{
    private const string Domain = "reading-room.myshopify.com";

    public override string Yaml => $$"""shopify: { kind: shopify, shop: {{Domain}}, secrets: ["${{{Setting}}}"], refundWindow: 7d }""";

    public override string NewKey() => "shpss_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public override IReadOnlyDictionary<string, string> SettingsFor(string key) => new Dictionary<string, string>(StringComparer.Ordinal) { [Setting] = key };

    protected override Func<byte[], string, DateTimeOffset, IEnumerable<(string Name, string Value)>> SignerFor(string key)
    {
        var secret = Encoding.UTF8.GetBytes(key);
        return (body, id, now) =>
        [
            ("X-Shopify-Topic", "orders/paid"), ("X-Shopify-Hmac-Sha256", Convert.ToBase64String(HMACSHA256.HashData(secret, body))), ("X-Shopify-Shop-Domain", Domain),
            ("X-Shopify-API-Version", "2026-10"), ("X-Shopify-Webhook-Id", id), ("X-Shopify-Event-Id", "event-" + id), ("X-Shopify-Triggered-At", Time(now)),
        ];
    }

    protected override string Body(long number, DateTimeOffset now)
    {
        var (customer, time) = (number * 7919 % Customers, Time(now));
        var (id, email) = (5_000_000_000_000 + number, $"reader{customer}@example.com");
        var lines = string.Join(',', Enumerable.Range(1, 2).Select(line => string.Create(CultureInfo.InvariantCulture,
            $$$"""{"id":{{{(id * 10) + line}}},"admin_graphql_api_id":"gid://shopify/LineItem/{{{(id * 10) + line}}}","current_quantity":1,"fulfillable_quantity":1,"fulfillment_service":"manual","fulfillment_status":null,"gift_card":false,"grams":200,"name":"Night reading, volume {{{line}}}","price":"199.00","product_exists":true,"product_id":6323151{{{line}}},"quantity":1,"requires_shipping":true,"sku":"READ-{{{line}}}","taxable":true,"title":"Night reading, volume {{{line}}}","total_discount":"0.00","variant_id":8089483{{{line}}},"vendor":"reading-room","discount_allocations":[{"amount":"20.00","discount_application_index":0}],"tax_lines":[]}""")));
        return string.Create(CultureInfo.InvariantCulture,
            $$$"""
            {"id":{{{id}}},"admin_graphql_api_id":"gid://shopify/Order/{{{id}}}","browser_ip":"0.0.0.0","cancelled_at":null,"confirmed":true,"contact_email":"{{{email}}}","created_at":"{{{time}}}","currency":"CNY","customer_locale":"zh-CN","email":"{{{email}}}","financial_status":"paid","fulfillment_status":null,"name":"#{{{number}}}","note":null,"note_attributes":[{"name":"referralCode","value":"pXw0b3Jk9a_Z"}],"number":{{{number}}},"order_number":{{{number}}},"phone":null,"processed_at":"{{{time}}}","source_name":"web","subtotal_price":"358.00","tags":"","taxes_included":true,"test":false,"total_discounts":"40.00","total_line_items_price":"398.00","total_price":"358.00","total_tax":"0.00","updated_at":"{{{time}}}","customer":{"id":{{{7_000_000_000 + customer}}},"email":"{{{email}}}","created_at":"2026-01-02T09:00:00+08:00","first_name":"Li","last_name":"Lei","state":"enabled","verified_email":true,"phone":"+86138{{{customer:00000000}}}","currency":"CNY"},"line_items":[{{{lines}}}]}
            """);
    }
}
