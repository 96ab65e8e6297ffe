using System.Text;
using Growth.Config;
using Growth.Outbound;
using Microsoft.Extensions.Configuration;
using NodaTime;
using Xunit;

namespace Growth.Tests.Outbound;

public sealed class WebhookKeysTests
{
    /// <summary>Published by standard-webhooks/standard-webhooks: libraries/csharp WebhookTest.cs, libraries/rust src/lib.rs.</summary>
    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1649367553, "{\"email\":\"test@example.com\",\"username\":\"test_user\"}", "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=")]
    public void Sign_PublishedVector_IsTheirs(string secret, string id, long timestamp, string body, string signature) =>
        Assert.Equal(signature, Read(["${A}"], ("A", secret)).Sign(id, Instant.FromUnixTimeSeconds(timestamp), Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Sign_TwoSecrets_HasAnEntryOfEach()
    {
        var (one, other) = (OutboundStore.Secret, OutboundStore.Older);
        string Sign(params string[] secrets) => Read([.. secrets.Select((_, i) => $"${{S{i}}}")], [.. secrets.Select((secret, i) => ($"S{i}", (string?)secret))]).Sign("id", Instant.FromUnixTimeSeconds(1), "{}"u8);

        Assert.Equal($"{Sign(one)} {Sign(other)}", Sign(one, other));
    }

    [Theory]
    [InlineData(null, "B is not set")]
    [InlineData(" ", "B is not set")]
    [InlineData("whsec_", "B is not whsec_")]
    [InlineData("hunter2hunter2hunter2", "B is not whsec_")]
    [InlineData("whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM=", "B is not whsec_")]
    [InlineData("whsec_not base64!", "B is not whsec_")]
    public void Read_OneOfTwoIsUnfit_HasNoKeysAndNamesTheSettingOnly(string? value, string problem)
    {
        var keys = Read(["${A}", "${B}"], ("A", OutboundStore.Secret), ("B", value));

        Assert.Empty(keys.Keys);
        Assert.StartsWith(problem, keys.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", keys.Problem, StringComparison.Ordinal);
    }

    private static WebhookKeys Read(IReadOnlyList<string> secrets, params (string Name, string? Value)[] settings) => WebhookKeys.Read(
        new WebhookConfig { Url = new Uri("https://example.com"), Secrets = secrets },
        new Secrets(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Name, one.Value))).Build()));
}
