using System.Text;
using System.Text.Json;
using Growth.Config;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Growth.Tests.Config;
using Growth.Time;
using Microsoft.Extensions.Configuration;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts;

public sealed class StandardWebhooksTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Body = """{"test": 2432232314}""";
    private const string Wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
    private const long Sent = 1614265330;

    /// <summary>The published vectors, ../shared/vectors beside the repository.</summary>
    public static TheoryData<string, string, long, string, string> Vectors()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "..", "shared", "vectors", "vectors.json")));
        var data = new TheoryData<string, string, long, string, string>();
        foreach (var vector in file.RootElement.GetProperty("standard_webhooks").EnumerateArray())
        {
            string Text(string name) => vector.GetProperty(name).GetString()!;
            data.Add(Text("secret"), Text("id"), vector.GetProperty("timestamp").GetInt64(), Text("payload"), Text("signature"));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Verify_Vector_IsAcceptedAndSignedAlike(string secret, string id, long timestamp, string payload, string signature)
    {
        Assert.Equal(id, Assert.IsType<WebhookVerdict.Accepted>(Verify(payload, Headers(id, $"{timestamp}", signature), timestamp, [secret])).Delivery);
        Assert.IsType<WebhookVerdict.Accepted>(Verify(payload, Headers(id, $"{timestamp}", signature), timestamp, [secret["whsec_".Length..]]));
        Assert.True(StandardWebhooksSecret.TryParse(secret, out var parsed));
        Assert.Equal(signature, StandardWebhooks.Sign(parsed, id, $"{timestamp}", Encoding.UTF8.GetBytes(payload)));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData(Wrong + " {0}")]
    [InlineData("{0} " + Wrong)]
    [InlineData("v1a,AAAA nocomma v2,x {0}")]
    [InlineData("v1, {0}")]
    [InlineData("  {0}  ")]
    public void Verify_OneRightEntryAmongOthers_IsAccepted(string list) => Assert.IsType<WebhookVerdict.Accepted>(WithSignature(list.Replace("{0}", Right(), StringComparison.Ordinal)));

    [Theory]
    [InlineData("v1,")]
    [InlineData("v1,g0hM9SsE")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=,v1")]
    [InlineData("v1,\tg0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,not base64 at all!!")]
    [InlineData(Wrong)]
    [InlineData(Wrong + " v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void Verify_NoRightEntry_Is401(string signatures) => Assert.Equal("bad-signature", Assert.IsType<WebhookVerdict.Refused>(WithSignature(signatures)).Reason);

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    [InlineData(-100_000_000, false)]
    public void Verify_Tolerance_IsFiveMinutesEitherWay(long ahead, bool accepted)
    {
        var verdict = Verify(Body, Headers(Id, $"{Sent}", Right()), Sent + ahead);

        Assert.Equal(accepted ? null : "bad-clock", (verdict as WebhookVerdict.Refused)?.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 1614265330")]
    [InlineData("+1614265330")]
    [InlineData("1614265330.0")]
    [InlineData("-1")]
    [InlineData("0x60381872")]
    [InlineData("１６１４２６５３３０")]
    [InlineData("1234567890123456")]
    [InlineData("now")]
    public void Verify_TimestampOfAnotherForm_Is400(string timestamp)
    {
        var signature = ShopSignature.Of(Id, timestamp, Encoding.UTF8.GetBytes(Body));

        Assert.Equal("bad-timestamp", Assert.IsType<WebhookVerdict.Refused>(Verify(Body, Headers(Id, timestamp, signature), Sent)).Reason);
    }

    [Fact]
    public void Verify_TimestampWithZerosBefore_IsSignedAsItStands()
    {
        var padded = $"0{Sent}";

        Assert.IsType<WebhookVerdict.Accepted>(Verify(Body, Headers(Id, padded, ShopSignature.Of(Id, padded, Encoding.UTF8.GetBytes(Body))), Sent));
        Assert.IsType<WebhookVerdict.Refused>(Verify(Body, Headers(Id, padded, Right()), Sent));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("消息", false)]
    [InlineData("a\tb", false)]
    [InlineData("a", true)]
    [InlineData("200", true)]
    [InlineData("201", false)]
    public void Verify_Id_Is1To200OfPrintableAscii(string id, bool accepted)
    {
        if (int.TryParse(id, out var length)) id = new string('x', length);

        var verdict = Verify(Body, Headers(id, $"{Sent}", ShopSignature.Of(id, $"{Sent}", Encoding.UTF8.GetBytes(Body))), Sent);

        Assert.Equal(accepted ? null : "bad-id", (verdict as WebhookVerdict.Refused)?.Reason);
    }

    [Theory]
    [InlineData(StandardWebhooks.IdHeader, "bad-id")]
    [InlineData(StandardWebhooks.TimestampHeader, "bad-timestamp")]
    [InlineData(StandardWebhooks.SignatureHeader, "no-signature")]
    public void Verify_HeaderMissingOrDoubled_Is400(string header, string reason)
    {
        var missing = Headers(Id, $"{Sent}", Right());
        missing.Remove(header);
        var doubled = Headers(Id, $"{Sent}", Right());
        doubled[header] = [doubled[header][0], doubled[header][0]];

        Assert.Equal(reason, Assert.IsType<WebhookVerdict.Refused>(Verify(Body, missing, Sent)).Reason);
        Assert.Equal(reason, Assert.IsType<WebhookVerdict.Refused>(Verify(Body, doubled, Sent)).Reason);
    }

    [Fact]
    public void Verify_AnyByteOfTheBodyChanged_Is401()
    {
        var body = Encoding.UTF8.GetBytes(Body);
        for (var i = 0; i < body.Length; i++)
        {
            var changed = (byte[])body.Clone();
            changed[i] ^= 1;
            Assert.Equal("bad-signature", Assert.IsType<WebhookVerdict.Refused>(Verify(changed, Headers(Id, $"{Sent}", Right()), Sent)).Reason);
        }

        Assert.IsType<WebhookVerdict.Refused>(Verify([.. body, (byte)'\n'], Headers(Id, $"{Sent}", Right()), Sent));
        Assert.IsType<WebhookVerdict.Refused>(Verify([0xEF, 0xBB, 0xBF, .. body], Headers(Id, $"{Sent}", Right()), Sent));
    }

    [Fact]
    public void Verify_Rotation_TakesAnyOfTheSecretsThatIsSet()
    {
        string[] both = [ShopSignature.Secret, ShopSignature.OldSecret];
        var byOld = ShopSignature.Of(Id, $"{Sent}", Encoding.UTF8.GetBytes(Body), ShopSignature.OldSecret);

        Assert.IsType<WebhookVerdict.Accepted>(Verify(Body, Headers(Id, $"{Sent}", Right()), Sent, both));
        Assert.IsType<WebhookVerdict.Accepted>(Verify(Body, Headers(Id, $"{Sent}", byOld), Sent, both));
        Assert.IsType<WebhookVerdict.Accepted>(Verify(Body, Headers(Id, $"{Sent}", byOld), Sent, ["", ShopSignature.OldSecret]));
        Assert.IsType<WebhookVerdict.Refused>(Verify(Body, Headers(Id, $"{Sent}", byOld), Sent, [ShopSignature.Secret]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_not base64")]
    public void Verify_NoUsableSecret_IsNotReadyAndNamesTheSetting(string secret) =>
        Assert.Equal("SECRET_0", Assert.IsType<WebhookVerdict.NotReady>(Verify(Body, Headers(Id, $"{Sent}", Right()), Sent, [secret])).Setting);

    [Theory]
    [InlineData("""{"data": {"type": "inner"}, "type": "order.paid"}""", "order.paid")]
    [InlineData("""{"type": "order.paid", "data": """, "order.paid")]
    [InlineData("""{"type": 7}""", "unreadable")]
    [InlineData("""{"type": ""}""", "unreadable")]
    [InlineData("""{"type": "\ud800"}""", "unreadable")]
    [InlineData("""{"type": "a\u0000b"}""", "unreadable")]
    [InlineData("""["type"]""", "unreadable")]
    [InlineData("no json", "unreadable")]
    [InlineData("", "unreadable")]
    public void Verify_WhateverTheBody_IsAcceptedWithItsType(string body, string type)
    {
        var verdict = Verify(body, Headers(Id, $"{Sent}", ShopSignature.Of(Id, $"{Sent}", Encoding.UTF8.GetBytes(body))), Sent);

        Assert.Equal(type, Assert.IsType<WebhookVerdict.Accepted>(verdict).Type);
    }

    private static string Right() => ShopSignature.Of(Id, $"{Sent}", Encoding.UTF8.GetBytes(Body));

    private static WebhookVerdict WithSignature(string signatures) => Verify(Body, Headers(Id, $"{Sent}", signatures), Sent);

    private static Dictionary<string, IReadOnlyList<string>> Headers(string id, string timestamp, string signature) => new(StringComparer.Ordinal)
    {
        [StandardWebhooks.IdHeader] = [id],
        [StandardWebhooks.TimestampHeader] = [timestamp],
        [StandardWebhooks.SignatureHeader] = [signature],
    };

    private static WebhookVerdict Verify(string body, Dictionary<string, IReadOnlyList<string>> headers, long now, IReadOnlyList<string>? secrets = null) =>
        Verify(Encoding.UTF8.GetBytes(body), headers, now, secrets);

    private static WebhookVerdict Verify(byte[] body, Dictionary<string, IReadOnlyList<string>> headers, long now, IReadOnlyList<string>? secrets = null)
    {
        var values = (secrets ?? [ShopSignature.Secret]).Select((secret, i) => KeyValuePair.Create($"SECRET_{i}", (string?)secret)).ToList();
        var adapter = new StandardWebhooks(
            new Secrets(new ConfigurationBuilder().AddInMemoryCollection(values).Build()), new BusinessClock(new SteppedTime(Instant.FromUnixTimeSeconds(now))));
        var storefront = new Storefront("shop", new StandardWebhooksStorefront { RefundWindow = Duration.FromDays(7), Secrets = [.. values.Select(value => $"${{{value.Key}}}")] });
        return adapter.VerifyAsync(new WebhookRequest("POST", headers, new Dictionary<string, IReadOnlyList<string>>(), body), storefront, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}
