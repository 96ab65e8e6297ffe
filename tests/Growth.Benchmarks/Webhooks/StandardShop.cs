using System.Globalization;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;

namespace Growth.Benchmarks.Webhooks;

/// <summary>An <c>order.paid</c> of our own envelope, some 600 bytes, signed by Standard Webhooks.</summary>
internal sealed class StandardShop() : BenchShop("standard-webhooks", status: 204, pace: 5_000, mostPerSecond: 30_000)
{
    public override string Yaml => $$"""standard-webhooks: { kind: standard-webhooks, secrets: ["${{{Setting}}}"], refundWindow: 7d }""";

    public override string NewKey() => "whsec_" + NewSecret(32);

    public override IReadOnlyDictionary<string, string> SettingsFor(string key) => new Dictionary<string, string>(StringComparer.Ordinal) { [Setting] = key };

    protected override Func<byte[], string, DateTimeOffset, IEnumerable<(string Name, string Value)>> SignerFor(string key)
    {
        if (!StandardWebhooksSecret.TryParse(key, out var secret)) throw new ArgumentException("No secret of Standard Webhooks.", nameof(key));
        return (body, id, now) =>
        {
            var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            return
            [
                (StandardWebhooks.IdHeader, id), (StandardWebhooks.TimestampHeader, timestamp),
                (StandardWebhooks.SignatureHeader, StandardWebhooks.Sign(secret, id, timestamp, body)),
            ];
        };
    }

    protected override string Body(long number, DateTimeOffset now)
    {
        var customer = number * 7919 % Customers;
        return string.Create(CultureInfo.InvariantCulture,
            $$$"""
            {"type":"order.paid","version":1,"timestamp":"{{{Time(now)}}}","data":{"number":"B-{{{number}}}","buyer":{"userId":"u-{{{customer}}}","openid":"oUpF8uMuAJO_M2pxb1Q9zNjWe{{{customer:0000}}}","appId":"wx1234567890abcdef","phone":"+86138{{{customer:00000000}}}","phoneVerified":true,"timeZone":"Asia/Shanghai","language":"zh-CN","firstOrder":false},"lines":[{"id":"1","sku":"READ-21","quantity":1,"netPaid":9900},{"id":"2","sku":"READ-BOOK-NIGHT","quantity":2,"netPaid":5960},{"id":"3","sku":"READ-LAMP-WARM","quantity":1,"netPaid":12900}],"total":28760,"currency":"CNY","referralCode":"pXw0b3Jk9a_Z"}}
            """);
    }
}
