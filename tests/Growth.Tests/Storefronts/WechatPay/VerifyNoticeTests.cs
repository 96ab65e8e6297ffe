using System.Security.Cryptography;
using System.Text;
using Growth.Storefronts;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts.WechatPay;

/// <summary>What is proven, and what is refused and how.</summary>
public sealed class VerifyNoticeTests
{
    [Fact]
    public async Task Verify_SignedNotice_IsAcceptedUnderItsId()
    {
        await using var host = await PayHost.StartAsync();

        var verdict = await host.VerifyAsync(PayAccount.Payment());

        Assert.Equal(new WebhookVerdict.Accepted("EV-2018022511223320873", "TRANSACTION.SUCCESS"), verdict);
        Assert.Equal((204, ""), await PayHost.AnswerAsync(host.Adapter.Received));
    }

    [Theory]
    [InlineData(-300, false)]
    [InlineData(-299, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    public async Task Verify_TimestampBeforeAndAfterNow_IsTakenWithin300Seconds(int seconds, bool taken)
    {
        await using var host = await PayHost.StartAsync();
        var body = PayAccount.Payment();

        var verdict = await host.VerifyAsync(body, PayAccount.Sign(body, PayAccount.Now + Duration.FromSeconds(seconds)));

        Assert.Equal(taken, verdict is WebhookVerdict.Accepted);
        if (!taken) Assert.Equal("stale", Assert.IsType<WebhookVerdict.Refused>(verdict).Reason);
    }

    [Theory]
    [InlineData("body-changed", 401, "bad-signature")]
    [InlineData("body-shorter", 401, "bad-signature")]
    [InlineData("body-with-line-end", 401, "bad-signature")]
    [InlineData("body-with-byte-order-mark", 401, "bad-signature")]
    [InlineData("body-in-utf16", 401, "bad-signature")]
    [InlineData("body-empty", 401, "bad-signature")]
    [InlineData("timestamp-changed", 401, "bad-signature")]
    [InlineData("timestamp-missing", 400, "timestamp")]
    [InlineData("timestamp-twice", 400, "timestamp")]
    [InlineData("timestamp-signed", 400, "timestamp")]
    [InlineData("timestamp-with-space", 400, "timestamp")]
    [InlineData("timestamp-endless", 400, "timestamp")]
    [InlineData("timestamp-of-arabic-digits", 400, "timestamp")]
    [InlineData("timestamp-overflow", 401, "stale")]
    [InlineData("nonce-changed", 401, "bad-signature")]
    [InlineData("nonce-missing", 400, "nonce")]
    [InlineData("nonce-twice", 400, "nonce")]
    [InlineData("nonce-endless", 400, "nonce")]
    [InlineData("nonce-with-line-end", 400, "nonce")]
    [InlineData("serial-unknown", 401, "unknown-serial")]
    [InlineData("serial-missing", 400, "serial")]
    [InlineData("serial-twice", 400, "serial")]
    [InlineData("serial-of-zeros", 401, "unknown-serial")]
    [InlineData("serial-strange", 400, "serial")]
    [InlineData("signature-changed", 401, "bad-signature")]
    [InlineData("signature-missing", 400, "signature")]
    [InlineData("signature-twice", 400, "signature")]
    [InlineData("signature-empty", 400, "signature")]
    [InlineData("signature-endless", 400, "signature")]
    [InlineData("signature-no-base64", 401, "bad-signature")]
    [InlineData("signature-in-hex", 401, "bad-signature")]
    [InlineData("signature-all-ones", 401, "bad-signature")]
    [InlineData("signature-short", 401, "bad-signature")]
    [InlineData("signature-of-another-key", 401, "bad-signature")]
    [InlineData("signature-with-sha1", 401, "bad-signature")]
    [InlineData("signature-with-pss", 401, "bad-signature")]
    [InlineData("signature-without-last-line-end", 401, "bad-signature")]
    [InlineData("probe", 401, "bad-signature")]
    [InlineData("probe-no-base64", 401, "bad-signature")]
    [InlineData("type-sm2", 400, "signature-type")]
    [InlineData("type-twice", 400, "signature-type")]
    [InlineData("type-empty", 400, "signature-type")]
    [InlineData("no-headers", 400, "timestamp")]
    public async Task Verify_Tampered_IsRefusedWithTheReasonAndNoMore(string how, int status, string reason)
    {
        await using var host = await PayHost.StartAsync();
        var body = PayAccount.Payment();
        var headers = PayAccount.Sign(body, PayAccount.Now);
        Tamper(how, headers, ref body);

        var refused = Assert.IsType<WebhookVerdict.Refused>(await host.VerifyAsync(body, headers));

        Assert.Equal(reason, refused.Reason);
        var answer = await PayHost.AnswerAsync(refused.Answer);
        Assert.Equal((status, $$"""{"code":"FAIL","message":"{{reason}}"}"""), answer);
    }

    [Theory]
    [InlineData("WECHATPAY2-SHA256-RSA2048")]
    [InlineData(null)]
    public async Task Verify_TypeThatIsKnownOrAbsent_IsAccepted(string? type)
    {
        await using var host = await PayHost.StartAsync();
        var body = PayAccount.Payment();
        var headers = PayAccount.Sign(body, PayAccount.Now);
        if (type is not null) headers["wechatpay-signature-type"] = [type];

        Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(body, headers));
    }

    /// <summary>Certificates name D7CE... as 00D7CE...: the number is the same, in any case.</summary>
    [Theory]
    [InlineData("D7CE59D1F522D701")]
    [InlineData("00D7CE59D1F522D701")]
    [InlineData("d7ce59d1f522d701")]
    [InlineData("0000D7ce59D1F522D701")]
    public async Task Verify_SerialWithAndWithoutLeadingZeros_IsTheSame(string serial)
    {
        await using var host = await PayHost.StartAsync();
        var body = PayAccount.Payment();

        Assert.Equal("00D7CE59D1F522D701", PayAccount.Platform.InCertificate);
        Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(body, PayAccount.Sign(body, PayAccount.Now, serial: serial)));
    }

    [Theory]
    [InlineData("A112233")]
    [InlineData("0A112233")]
    public async Task Verify_SerialWhoseByteHasALeadingZero_IsTheSame(string serial)
    {
        await using var host = await PayHost.StartAsync();
        host.Stub.Certificates.Add(PayAccount.NextPlatform);
        var body = PayAccount.Payment();

        Assert.Equal("0A112233", PayAccount.NextPlatform.InCertificate);
        Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(body, PayAccount.Sign(body, PayAccount.Now, PayAccount.NextPlatform, serial)));
    }

    [Fact]
    public async Task Verify_PublicKeyOfTheSettings_IsAcceptedWithoutACall()
    {
        await using var host = await PayHost.StartAsync();
        host.Storefront = PayAccount.Storefront(publicKey: true);
        var body = PayAccount.Payment();

        Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(body, PayAccount.Sign(body, PayAccount.Now, serial: PayAccount.PublicKeyId)));
        var other = await host.VerifyAsync(body, PayAccount.Sign(body, PayAccount.Now, serial: PayAccount.PublicKeyId.Replace('9', '8')));
        Assert.Equal("unknown-serial", Assert.IsType<WebhookVerdict.Refused>(other).Reason);
        Assert.Equal(0, host.Stub.CertificateCalls);
    }

    /// <summary>WeChat Pay changes a merchant over in steps: while it lasts some notices still come under a certificate.</summary>
    [Fact]
    public async Task Verify_CertificateOfAMerchantWithPublicKey_IsAcceptedToo()
    {
        await using var host = await PayHost.StartAsync();
        host.Storefront = PayAccount.Storefront(publicKey: true);

        Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(PayAccount.Payment()));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"id":"EV-1"}""")]
    [InlineData("""{"id":"","event_type":"TRANSACTION.SUCCESS"}""")]
    [InlineData("""{"id":1,"event_type":"TRANSACTION.SUCCESS"}""")]
    [InlineData("""{"id":"a\u0000b","event_type":"TRANSACTION.SUCCESS"}""")]
    [InlineData("""{"id":"a\nb","event_type":"TRANSACTION.SUCCESS"}""")]
    [InlineData("""{"id":"\ud800","event_type":"TRANSACTION.SUCCESS"}""")]
    [InlineData("""{"\ud800":1,"id":"EV-1","event_type":"TRANSACTION.SUCCESS"}""")]
    [InlineData("""{"id":"EV-1","id":"EV-2","event_type":"TRANSACTION.SUCCESS"}""")]
    public async Task Verify_SignedWithoutAnId_IsKeptUnderItsContentAndSetAside(string text)
    {
        await using var host = await PayHost.StartAsync();
        var body = Encoding.UTF8.GetBytes(text);

        var accepted = Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(body));

        Assert.Equal(new WebhookVerdict.Accepted($"body:{Convert.ToHexStringLower(SHA256.HashData(body))}", "unreadable"), accepted);
        Assert.IsType<WebhookReading.Misfit>(await host.ReadAsync(body));
    }

    [Theory]
    [InlineData("WXPAY_V3_KEY", null)]
    [InlineData("WXPAY_V3_KEY", " ")]
    [InlineData("WXPAY_V3_KEY", "a7cde1ZJB1kG2e7VfTs3jQzaWizur8G")]
    [InlineData("WXPAY_PRIVATE_KEY", null)]
    [InlineData("WXPAY_PRIVATE_KEY", "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----")]
    [InlineData("WXPAY_PRIVATE_KEY", "public")]
    [InlineData("WXPAY_PRIVATE_KEY", "short")]
    [InlineData("WXPAY_PUBLIC_KEY", null)]
    [InlineData("WXPAY_PUBLIC_KEY", "no key")]
    [InlineData("WXPAY_PUBLIC_KEY", "private")]
    public async Task Verify_SettingMissingOrMalformed_IsNotReadyAndNamesIt(string setting, string? value)
    {
        await using var host = await PayHost.StartAsync();
        host.Storefront = PayAccount.Storefront(publicKey: true);
        using var small = RSA.Create(1024);
        host.Settings[setting] = value switch
        {
            "public" => PayAccount.Platform.PublicPem,
            "private" => PayAccount.MerchantKey.ExportPkcs8PrivateKeyPem(),
            "short" => small.ExportPkcs8PrivateKeyPem(),
            _ => value,
        };

        Assert.Equal(new WebhookVerdict.NotReady(setting), await host.VerifyAsync(PayAccount.Payment()));
        Assert.Contains(setting, Assert.IsType<WebhookReading.Later>(await host.ReadAsync(PayAccount.Payment())).Reason, StringComparison.Ordinal);

        // A secret that is set later needs no start.
        host.Settings[setting] = PayAccount.Settings[setting];
        Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(PayAccount.Payment()));
    }

    [Fact]
    public async Task Verify_KeyAsPkcs1OrWithRealLines_IsTheSame()
    {
        await using var host = await PayHost.StartAsync();
        foreach (var pem in new[] { PayAccount.MerchantKey.ExportRSAPrivateKeyPem(), PayAccount.MerchantKey.ExportPkcs8PrivateKeyPem() })
        {
            host.Settings["WXPAY_PRIVATE_KEY"] = pem;
            Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(PayAccount.Payment()));
        }
    }

    private static void Tamper(string how, Dictionary<string, string[]> headers, ref byte[] body)
    {
        var (timestamp, nonce) = (headers["wechatpay-timestamp"][0], headers["wechatpay-nonce"][0]);
        var signature = headers["wechatpay-signature"][0];
        switch (how)
        {
            case "body-changed": body[^2] ^= 0x20; break;
            case "body-shorter": body = body[..^1]; break;
            case "body-with-line-end": body = [.. body, (byte)'\n']; break;
            case "body-with-byte-order-mark": body = [0xEF, 0xBB, 0xBF, .. body]; break;
            case "body-in-utf16": body = Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)); break;
            case "body-empty": body = []; break;
            case "timestamp-changed": headers["wechatpay-timestamp"] = [$"{long.Parse(timestamp) + 1}"]; break;
            case "timestamp-signed": headers["wechatpay-timestamp"] = ["+" + timestamp]; break;
            case "timestamp-with-space": headers["wechatpay-timestamp"] = [" " + timestamp]; break;
            case "timestamp-endless": headers["wechatpay-timestamp"] = [new string('1', 5000)]; break;
            case "timestamp-of-arabic-digits": headers["wechatpay-timestamp"] = ["١٧٦٣٨٧٠٤٠٠"]; break;
            case "timestamp-overflow": headers["wechatpay-timestamp"] = ["999999999999999"]; break;
            case "nonce-changed": headers["wechatpay-nonce"] = [nonce.ToLowerInvariant()]; break;
            case "nonce-endless": headers["wechatpay-nonce"] = [new string('N', 200)]; break;
            case "nonce-with-line-end":
                // The line end moves from between nonce and body into the nonce: the signed bytes are the same.
                var text = Encoding.UTF8.GetString(body);
                headers["wechatpay-nonce"] = [$"{nonce}\n{text[..10]}"];
                body = Encoding.UTF8.GetBytes(text[10..]);
                break;
            case "serial-unknown": headers["wechatpay-serial"] = ["1234567890ABCDEF"]; break;
            case "serial-of-zeros": headers["wechatpay-serial"] = ["0000"]; break;
            case "serial-strange": headers["wechatpay-serial"] = ["' or 1=1"]; break;
            case "signature-changed": headers["wechatpay-signature"] = [(signature[0] == 'A' ? 'B' : 'A') + signature[1..]]; break;
            case "signature-empty": headers["wechatpay-signature"] = [""]; break;
            case "signature-endless": headers["wechatpay-signature"] = [new string('A', 100_000)]; break;
            case "signature-no-base64": headers["wechatpay-signature"] = ["!" + signature[1..]]; break;
            case "signature-in-hex": headers["wechatpay-signature"] = [Convert.ToHexString(Convert.FromBase64String(signature))]; break;
            case "signature-all-ones": headers["wechatpay-signature"] = [Convert.ToBase64String(Enumerable.Repeat((byte)0xFF, 256).ToArray())]; break;
            case "signature-short": headers["wechatpay-signature"] = [Convert.ToBase64String(Convert.FromBase64String(signature)[1..])]; break;
            case "signature-of-another-key":
                headers["wechatpay-signature"] = [Convert.ToBase64String(PayAccount.NextPlatform.Sign(PayAccount.Signable(timestamp, nonce, body)))];
                break;
            case "signature-with-sha1":
                headers["wechatpay-signature"] = [Convert.ToBase64String(PayAccount.Platform.Sign(PayAccount.Signable(timestamp, nonce, body), HashAlgorithmName.SHA1))];
                break;
            case "signature-with-pss":
                headers["wechatpay-signature"] = [Convert.ToBase64String(PayAccount.Platform.Sign(PayAccount.Signable(timestamp, nonce, body), padding: RSASignaturePadding.Pss))];
                break;
            case "signature-without-last-line-end":
                headers["wechatpay-signature"] = [Convert.ToBase64String(PayAccount.Platform.Sign(PayAccount.Signable(timestamp, nonce, body)[..^1]))];
                break;
            case "probe": headers["wechatpay-signature"] = ["WECHATPAY/SIGNTEST/" + signature[19..]]; break;
            case "probe-no-base64": headers["wechatpay-signature"] = ["WECHATPAY/SIGNTEST/" + signature[20..]]; break;
            case "type-sm2": headers["wechatpay-signature-type"] = ["WECHATPAY2-SM2-WITH-SM3"]; break;
            case "type-twice": headers["wechatpay-signature-type"] = ["WECHATPAY2-SHA256-RSA2048", "WECHATPAY2-SM2-WITH-SM3"]; break;
            case "type-empty": headers["wechatpay-signature-type"] = [""]; break;
            case "no-headers": headers.Clear(); break;
            default:
                var (name, what) = (how[..how.IndexOf('-', StringComparison.Ordinal)], how[(how.IndexOf('-', StringComparison.Ordinal) + 1)..]);
                if (what == "missing") headers.Remove("wechatpay-" + name);
                else if (what == "twice") headers["wechatpay-" + name] = [headers["wechatpay-" + name][0], headers["wechatpay-" + name][0]];
                else throw new InvalidOperationException(how);
                break;
        }
    }
}
