using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Growth.Benchmarks.Webhooks;

/// <summary>A notice of a payment: RSA-2048 over a body with some 1 KB of AES-GCM ciphertext, proven by a configured public key.</summary>
internal sealed class WechatPayShop() : BenchShop("wechat-pay", status: 204, pace: 1_500, mostPerSecond: 10_000)
{
    private const string ApiV3Key = "0123456789abcdef0123456789abcdef";
    private const string PublicKeyId = "PUB_KEY_ID_0112345678902026112500000001";
    private const string AppId = "wx1234567890abcdef";
    private const string MchId = "1900000001";

    public override string Yaml =>
        $$"""
        wechat-pay: { kind: wechat-pay, mchId: "{{MchId}}", appId: {{AppId}}, apiV3Key: "${BENCH_API_V3_KEY}", serialNo: "5F0C", privateKey: "${BENCH_PRIVATE_KEY}", publicKeyId: {{PublicKeyId}}, publicKey: "${{{Setting}}}", refundWindow: 7d }
        """;

    public override string NewKey()
    {
        using var rsa = RSA.Create(2048);
        return Convert.ToBase64String(rsa.ExportPkcs8PrivateKey());
    }

    public override IReadOnlyDictionary<string, string> SettingsFor(string key)
    {
        using var rsa = Import(key);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Setting] = rsa.ExportSubjectPublicKeyInfoPem(),
            ["BENCH_API_V3_KEY"] = ApiV3Key,
            // the merchant's own, which is not used here
            ["BENCH_PRIVATE_KEY"] = rsa.ExportPkcs8PrivateKeyPem(),
        };
    }

    protected override Func<byte[], string, DateTimeOffset, IEnumerable<(string Name, string Value)>> SignerFor(string key)
    {
        var idle = new ConcurrentBag<RSA>();
        return (body, id, now) =>
        {
            var rsa = idle.TryTake(out var one) ? one : Import(key);
            var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            byte[] message = [.. Encoding.ASCII.GetBytes($"{timestamp}\n{id}\n"), .. body, (byte)'\n'];
            var signature = Convert.ToBase64String(rsa.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
            idle.Add(rsa);
            return
            [
                ("Wechatpay-Serial", PublicKeyId), ("Wechatpay-Timestamp", timestamp), ("Wechatpay-Nonce", id), ("Wechatpay-Signature", signature),
                ("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048"), ("Request-ID", $"08{id}-0"),
            ];
        };
    }

    protected override string Body(long number, DateTimeOffset now)
    {
        var (customer, time) = (number * 7919 % Customers, Time(now));
        var plain = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$$"""
            {"mchid":"{{{MchId}}}","appid":"{{{AppId}}}","out_trade_no":"B{{{number}}}","transaction_id":"42000{{{number:00000000000000000000000}}}","trade_type":"JSAPI","trade_state":"SUCCESS","trade_state_desc":"支付成功","bank_type":"OTHERS","attach":"read 21 days together","success_time":"{{{time}}}","payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWe{{{customer:0000}}}"},"amount":{"total":28760,"payer_total":27760,"currency":"CNY","payer_currency":"CNY"},"scene_info":{"device_id":"013467007045764"},"promotion_detail":[{"amount":1000,"wechatpay_contribute":1000,"coupon_id":"109519","scope":"GLOBAL","merchant_contribute":0,"name":"单品惠-6","other_contribute":0,"currency":"CNY","stock_id":"931386","type":"CASH"}]}
            """));
        // Nonces need not be secret or chance for what is no secret either.
        var (nonce, sealedBytes) = ($"{number:000000000000}", new byte[plain.Length + 16]);
        using var aes = new AesGcm(Encoding.ASCII.GetBytes(ApiV3Key), 16);
        aes.Encrypt(Encoding.ASCII.GetBytes(nonce), plain, sealedBytes.AsSpan(0, plain.Length), sealedBytes.AsSpan(plain.Length), "transaction"u8);
        return string.Create(CultureInfo.InvariantCulture,
            $$$"""
            {"id":"EV-{{{number}}}","create_time":"{{{time}}}","resource_type":"encrypt-resource","event_type":"TRANSACTION.SUCCESS","summary":"支付成功","resource":{"original_type":"transaction","algorithm":"AEAD_AES_256_GCM","ciphertext":"{{{Convert.ToBase64String(sealedBytes)}}}","associated_data":"transaction","nonce":"{{{nonce}}}"}}
            """);
    }

    private static RSA Import(string key)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(key), out _);
        return rsa;
    }
}
