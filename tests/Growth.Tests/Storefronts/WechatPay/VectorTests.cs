using System.Text;
using System.Text.Json;
using Growth.Storefronts;
using Growth.Storefronts.WechatPay;
using Growth.Tests.Config;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts.WechatPay;

/// <summary>Vectors of the official SDKs, as they lie in ../shared/vectors beside the repository; never skipped.</summary>
public sealed class VectorTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "..", "shared", "vectors", "vectors.json"))).RootElement;

    private static JsonElement Notify => Vectors.GetProperty("wechatpay_notify")[0];

    [Fact]
    public async Task Verify_NoticeOfTheGoSdk_IsAcceptedAndPassedOver()
    {
        await using var host = await PayHost.StartAsync();
        var (body, headers) = await PrepareAsync(host);

        var verdict = Assert.IsType<WebhookVerdict.Accepted>(await host.VerifyAsync(body, headers));

        Assert.Equal(new WebhookVerdict.Accepted("3119dfba-e649-5eec-ab1e-3412bc4d2e17", "PAYSCORE.USER_OPEN_SERVICE"), verdict);
        Assert.IsType<WebhookReading.Ignored>(await host.ReadAsync(body));
        Assert.Equal(0, host.Stub.CertificateCalls);
    }

    /// <summary>The same request, each byte of body, nonce, timestamp, serial and signature changed in turn.</summary>
    [Fact]
    public async Task Verify_NoticeOfTheGoSdkWithAnyByteChanged_IsRefused()
    {
        await using var host = await PayHost.StartAsync();
        var (body, headers) = await PrepareAsync(host);
        for (var i = 0; i < body.Length; i++)
        {
            byte[] changed = [.. body];
            changed[i] ^= 1;
            Assert.IsType<WebhookVerdict.Refused>(await host.VerifyAsync(changed, headers));
        }

        foreach (var (name, value) in headers)
        {
            for (var i = 0; i < value[0].Length; i++)
            {
                var text = value[0].ToCharArray();
                text[i] = text[i] == '1' ? '2' : '1';
                var changed = new Dictionary<string, string[]>(headers) { [name] = [new string(text)] };
                Assert.IsType<WebhookVerdict.Refused>(await host.VerifyAsync(body, changed));
            }
        }
    }

    /// <summary>The SDK's key is of 16 bytes here; keys of merchants are of 32, which is what settings must have.</summary>
    [Fact]
    public void Open_ResourceOfTheGoSdk_IsItsPlaintext()
    {
        var resource = JsonDocument.Parse(Notify.GetProperty("body").GetString()!).RootElement.GetProperty("resource");
        var secret = new SealedResource(Text(resource, "nonce"), Text(resource, "associated_data"), Text(resource, "ciphertext"));

        Assert.True(secret.TryOpen(Encoding.ASCII.GetBytes(Text(Notify, "api_v3_key")), out var plain));
        Assert.Equal(Text(Notify, "plaintext"), Encoding.UTF8.GetString(plain));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Open_AeadOfTheSdks_OpensOnlyAsItWasSealed(int index)
    {
        var vector = Vectors.GetProperty("wechatpay_aead")[index];
        var key = Encoding.ASCII.GetBytes(Text(vector, "key"));
        var secret = new SealedResource(Text(vector, "nonce"), Text(vector, "aad"), Text(vector, "ciphertext"));

        Assert.True(secret.TryOpen(key, out var plain));
        Assert.Equal(Text(vector, "plaintext"), Encoding.UTF8.GetString(plain));
        var zeros = Convert.ToBase64String(new byte[128]);
        SealedResource[] wrong =
        [
            secret with { AssociatedData = "" }, secret with { AssociatedData = secret.AssociatedData + " " }, secret with { Nonce = "uluk4a9R25RX" },
            secret with { Nonce = "short" }, secret with { Nonce = "" }, secret with { Nonce = "二十四个字节" }, secret with { Ciphertext = zeros },
            secret with { Ciphertext = "" }, secret with { Ciphertext = "AAAA" }, secret with { Ciphertext = "no base64!" }, secret with { Ciphertext = secret.Ciphertext[..^4] },
        ];
        Assert.All(wrong, one => Assert.False(one.TryOpen(key, out _)));
        key[0] ^= 1;
        Assert.False(secret.TryOpen(key, out _));
    }

    /// <summary>wechatpay-go, utils/sign_test.go: the key of that signature is the one of the certificate above.</summary>
    [Fact]
    public void Verify_SignatureOfTheGoSdk_IsProven()
    {
        const string signature =
            "BKyAfU4iMCuvXMXS0Wzam3V/cnxZ+JaqigPM5OhljS2iOT95OO6Fsuml2JkFANJU9K6q9bLlDhPXuoVz+pp4hAm6pHU4ld815U4jsKu1RkyaII+1CYBUYC8TK0XtJ8FwUXXz8vZHh58rrAVN1XwNyvD1vfpxrMT4SL536GLwvpUHlCqIMzoZUguLli/K8V29QiOhuH6IEqLNJn8e9b3nwNcQ7be3CzYGpDAKBfDGPCqCv8Rw5zndhlffk2FEA70G4hvMwe51qMN/RAJbknXG23bSlObuTCN7Ndj1aJGH6/L+hdwfLpUtJm4QYVazzW7DFD27EpSQEqA8bX9+8m1rLg==";
        Assert.True(PlatformCertificate.TryParse(Text(Notify, "platform_cert_pem"), out var certificate));

        Assert.True(certificate.Key.Verify("source"u8, Convert.FromBase64String(signature)));
        Assert.False(certificate.Key.Verify("Source"u8, Convert.FromBase64String(signature)));
    }

    [Fact]
    public void Message_RequestOfTheGoSdk_IsItsText() => Assert.Equal(
        "GET\n/v3/certificates\n1624523846\nA1B2C3D4E5F6G7\n\n",
        Encoding.UTF8.GetString(PaySignature.Message(["GET", "/v3/certificates", "1624523846", "A1B2C3D4E5F6G7"], [])));

    private static async Task<(byte[] Body, Dictionary<string, string[]> Headers)> PrepareAsync(PayHost host)
    {
        Assert.True(PlatformCertificate.TryParse(Text(Notify, "platform_cert_pem"), out var certificate));
        await host.Store.Database.WriteAsync(transaction => transaction.ExecuteAsync(
            "insert into wechat_certificate (mchid, serial, pem, effective_at, expires_at, fetched_at) values (@MchId, @Serial, @Pem, @EffectiveAt, @ExpiresAt, 0)",
            new { PayAccount.MchId, certificate.Serial, certificate.Pem, certificate.EffectiveAt, certificate.ExpiresAt }));
        host.Store.Time.Set(Instant.FromUnixTimeSeconds(1624523846));
        host.Stub.Failing = (404, "RESOURCE_NOT_EXISTS");
        var headers = Notify.GetProperty("headers").EnumerateObject().ToDictionary(one => one.Name.ToLowerInvariant(), one => new[] { one.Value.GetString()! });
        return (Encoding.UTF8.GetBytes(Text(Notify, "body")), headers);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
