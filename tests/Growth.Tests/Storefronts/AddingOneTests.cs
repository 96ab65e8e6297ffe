using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Growth.Storefronts;
using Growth.Tests.Config;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts;

/// <summary>docs/storefronts/adding-one.md: its example is a file of these tests, compiled and held to the platform's own vectors.</summary>
public sealed class AddingOneTests
{
    private readonly SteppedTime _time = new(Instant.FromUnixTimeSeconds(1_533_204_620));

    private StripeStyle Adapter => new(SentRequest.Secrets(("S", "webhook_secret")), new BusinessClock(_time));

    private static Storefront Shop => new("shop", new StripeStyleStorefront { Secrets = ["${S}"], RefundWindow = Duration.FromDays(7) });

    [Fact]
    public void Document_HasTheFileAsItIs()
    {
        var file = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Growth.Tests", "Storefronts", "ExampleStorefront.cs"))
            .Replace("using Growth.Storefronts;\n", "", StringComparison.Ordinal)
            .Replace("namespace Growth.Tests.Storefronts;", "namespace Growth.Storefronts.Kinds;", StringComparison.Ordinal);
        var path = Path.Combine(Repository.Root, "docs", "storefronts", "adding-one.md");
        var text = File.ReadAllText(path);
        var start = text.IndexOf("```csharp\nusing System.Globalization;", StringComparison.Ordinal) + "```csharp\n".Length;
        var end = text.IndexOf("```\n", start, StringComparison.Ordinal);
        if (text[start..end] == file) return;

        File.WriteAllText(path, text[..start] + file + text[end..]);
        Assert.Fail("The example of docs/storefronts/adding-one.md was out of date and has been written anew: look at the difference and commit it.");
    }

    [Fact]
    public async Task Verify_Vector_IsAcceptedWithinFiveMinutes()
    {
        var (body, header) = Vector();
        var request = SentRequest.Post(body, [("stripe-signature", header)]);

        Assert.Equal((200, ""), await Adapter.JudgeAsync(request, Shop));
        Assert.Equal((200, ""), await Adapter.JudgeAsync(request.WithHeader("stripe-signature", header + ",v1=00"), Shop));
        Assert.Equal((401, "wrong-signature"), await Adapter.JudgeAsync(request.WithBody(body + " "), Shop));
        Assert.Equal((503, "S"), await new StripeStyle(SentRequest.Secrets(), new BusinessClock(_time)).JudgeAsync(request, Shop));
        foreach (var seconds in (int[])[-301, 301])
        {
            _time.Set(Instant.FromUnixTimeSeconds(1_533_204_620 + seconds));
            Assert.Equal((401, "outside-window"), await Adapter.JudgeAsync(request, Shop));
        }
    }

    [Fact]
    public void Vectors_OfTheRawHash_AreOurs()
    {
        foreach (var vector in JsonDocument.Parse(File.ReadAllText(SentRequest.Vectors)).RootElement.GetProperty("stripe_raw_hmac").EnumerateArray())
        {
            var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(vector.GetProperty("secret").GetString()!), Encoding.UTF8.GetBytes(vector.GetProperty("payload").GetString()!));
            Assert.True(Signatures.IsHexOf(vector.GetProperty("hex").GetString()!, hash));
        }
    }

    [Theory]
    [InlineData("t=,v1=SIG")]
    [InlineData("t,v1=,v0=")]
    [InlineData("t,v1=SIG,")]
    [InlineData("t,,")]
    [InlineData(",,")]
    [InlineData("t")]
    [InlineData("t=1533204620,v0=SIG")]
    [InlineData("t=1533204620,t=1533204620,v1=SIG")]
    [InlineData("t=99999999999999999999,v1=SIG")]
    [InlineData("t=-1,v1=SIG")]
    [InlineData("v1=SIG")]
    public async Task Verify_HeaderMalformed_IsASignatureError(string header)
    {
        var (body, whole) = Vector();
        var signature = whole.Split("v1=")[1].Split(',')[0];

        Assert.Equal(401, (await Adapter.JudgeAsync(SentRequest.Post(body, [("stripe-signature", header.Replace("SIG", signature, StringComparison.Ordinal))]), Shop)).Status);
    }

    [Fact]
    public async Task Read_PaidOrder_IsTold()
    {
        const string Body = """{"id":"evt_1","type":"order.paid","created":1533204620,"data":{"object":{"id":1001,"currency":"CNY","total":"109.00","buyer":{"id":"u1"},"lines":[{"id":"1","sku":"READ-21","quantity":1,"paid":"99.00"}]}}}""";
        var hash = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("webhook_secret"), Encoding.UTF8.GetBytes("1533204620." + Body)));

        var told = Assert.Single((await Adapter.ReadAsync(SentRequest.Post(Body, [("stripe-signature", $"t=1533204620,v1={hash}")]), Shop, _time.Now)).Events());

        Assert.Equal(("order.paid:1001", 10900, 9900), (told.Key, ((OrderChanged)told.Data).Total, ((OrderChanged)told.Data).Lines![0].NetPaid));
    }

    private static (string Body, string Header) Vector()
    {
        var vector = JsonDocument.Parse(File.ReadAllText(SentRequest.Vectors)).RootElement.GetProperty("stripe")[0];
        return (vector.GetProperty("body").GetString()!, vector.GetProperty("header").GetString()!);
    }
}
