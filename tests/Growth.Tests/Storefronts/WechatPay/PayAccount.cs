using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using NodaTime;

namespace Growth.Tests.Storefronts.WechatPay;

/// <summary>A merchant's account with keys made for this run, and what WeChat Pay sends to it.</summary>
internal static class PayAccount
{
    public const string MchId = "1900007291";
    public const string AppId = "wxd678efh567hg6787";
    public const string ApiV3Key = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb";
    public const string MerchantSerial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
    public const string PublicKeyId = "PUB_KEY_ID_0119000072912026112200389400000000";

    private static readonly Lazy<RSA> Keys = new(() => RSA.Create(2048));
    private static readonly Lazy<TestCertificate> First = new(() => new TestCertificate([0xD7, 0xCE, 0x59, 0xD1, 0xF5, 0x22, 0xD7, 0x01], Now - Duration.FromDays(30), Now + Duration.FromDays(1000)));
    private static readonly Lazy<TestCertificate> Second = new(() => new TestCertificate([0x0A, 0x11, 0x22, 0x33], Now - Duration.FromDays(1), Now + Duration.FromDays(1800)));

    public static Instant Now { get; } = Instant.FromUtc(2026, 11, 23, 4, 0);

    /// <summary>Its serial needs a leading zero in the certificate.</summary>
    public static TestCertificate Platform => First.Value;

    /// <summary>The one that follows it; its serial begins with 0A, or A.</summary>
    public static TestCertificate NextPlatform => Second.Value;

    public static RSA MerchantKey => Keys.Value;

    public static Dictionary<string, string?> Settings => new()
    {
        ["WXPAY_V3_KEY"] = ApiV3Key,
        // As a line of an environment file has it.
        ["WXPAY_PRIVATE_KEY"] = MerchantKey.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\\n"),
        ["WXPAY_PUBLIC_KEY"] = Platform.PublicPem,
    };

    public static Storefront Storefront(bool publicKey = false, string? orders = null) => new("pay", new WechatPayStorefront
    {
        MchId = MchId,
        AppId = AppId,
        ApiV3Key = "${WXPAY_V3_KEY}",
        SerialNo = MerchantSerial,
        PrivateKey = "${WXPAY_PRIVATE_KEY}",
        Orders = orders,
        PublicKeyId = publicKey ? PublicKeyId : null,
        PublicKey = publicKey ? "${WXPAY_PUBLIC_KEY}" : null,
        RefundWindow = Duration.FromDays(7),
    });

    /// <summary>As the documentation's sample; <paramref name="change"/> has the last word.</summary>
    public static byte[] Transaction(string outTradeNo = "1217752501201407033233368018", Action<JsonObject>? change = null) => Json(
        $$$"""
        {"transaction_id":"1217752501201407033233368018","amount":{"payer_total":90,"total":100,"currency":"CNY","payer_currency":"CNY"},"mchid":"{{{MchId}}}",
         "trade_state":"SUCCESS","bank_type":"CMC","promotion_detail":[{"amount":10,"coupon_id":"109519","scope":"GLOBAL"}],"success_time":"2026-11-23T11:59:30+08:00",
         "payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},"out_trade_no":"{{{outTradeNo}}}","appid":"{{{AppId}}}","trade_state_desc":"支付成功","trade_type":"JSAPI","attach":"自定义数据"}
        """, change);

    public static byte[] Refund(Action<JsonObject>? change = null) => Json(
        $$$"""
        {"mchid":"{{{MchId}}}","transaction_id":"1008450740201411110005820873","out_trade_no":"20150806125346","refund_id":"50200207182018070300011301001","out_refund_no":"7752501201407033233368018",
         "refund_status":"SUCCESS","success_time":"2026-11-23T10:34:56+08:00","user_received_account":"招商银行信用卡0403","amount":{"total":999,"refund":300,"payer_total":899,"payer_refund":270}}
        """, change);

    public static byte[] Transfer(Action<JsonObject>? change = null) => Json(
        $$$"""
        {"out_bill_no":"plfk2020042013","transfer_bill_no":"1330000071100999991182020050700019480001","state":"SUCCESS","mch_id":"{{{MchId}}}","transfer_amount":2000,
         "openid":"o-MYE42l80oelYMDE34nYD456Xoy","fail_reason":"","create_time":"2026-11-23T10:34:56+08:00","update_time":"2026-11-23T10:40:56+08:00"}
        """, change);

    /// <summary>A notice about something that is sealed with the APIv3 key.</summary>
    public static byte[] Notice(string eventType, string originalType, byte[] plain, Action<JsonObject>? change = null, string associatedData = "transaction") => Json(
        JsonSerializer.Serialize(new
        {
            id = "EV-2018022511223320873",
            create_time = "2026-11-23T12:00:00+08:00",
            resource_type = "encrypt-resource",
            event_type = eventType,
            summary = "支付成功",
            resource = Sealed(originalType, plain, associatedData),
        }), change);

    public static byte[] Payment(Action<JsonObject>? change = null) => Notice("TRANSACTION.SUCCESS", "transaction", Transaction(change: change));

    public static object Sealed(string originalType, byte[] plain, string associatedData)
    {
        const string nonce = "fdasflkja484";
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using var aes = new AesGcm(Encoding.ASCII.GetBytes(ApiV3Key), 16);
        aes.Encrypt(Encoding.ASCII.GetBytes(nonce), plain, cipher, tag, Encoding.UTF8.GetBytes(associatedData));
        return new { original_type = originalType, algorithm = "AEAD_AES_256_GCM", ciphertext = Convert.ToBase64String([.. cipher, .. tag]), associated_data = associatedData, nonce };
    }

    /// <summary>What is signed, as the documentation words it and not as the program does.</summary>
    public static byte[] Signable(string timestamp, string nonce, byte[] body) => [.. Encoding.UTF8.GetBytes(timestamp + "\n" + nonce + "\n"), .. body, (byte)'\n'];

    /// <summary>The four headers over a body, by lower-case name.</summary>
    public static Dictionary<string, string[]> Sign(byte[] body, Instant at, TestCertificate? with = null, string? serial = null)
    {
        var certificate = with ?? Platform;
        var timestamp = $"{at.ToUnixTimeSeconds()}";
        const string nonce = "5K8264ILTKCH16CQ2502SI8ZNMTM67VS";
        return new Dictionary<string, string[]>
        {
            ["wechatpay-timestamp"] = [timestamp],
            ["wechatpay-nonce"] = [nonce],
            ["wechatpay-serial"] = [serial ?? certificate.Serial],
            ["wechatpay-signature"] = [Convert.ToBase64String(certificate.Sign(Signable(timestamp, nonce, body)))],
        };
    }

    public static WebhookRequest Request(byte[] body, IReadOnlyDictionary<string, string[]> headers) => new(
        "POST", headers.ToDictionary(one => one.Key, one => (IReadOnlyList<string>)one.Value), new Dictionary<string, IReadOnlyList<string>>(), body);

    private static byte[] Json(string text, Action<JsonObject>? change)
    {
        var json = JsonNode.Parse(text)!.AsObject();
        change?.Invoke(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
