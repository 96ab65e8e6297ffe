using System.Text;
using Growth.Http;
using Growth.Notifications;
using Xunit;

namespace Growth.Tests.Http;

public sealed class JsonBodyTests
{
    private const string Good = "{\"visitor\":\"t\",\"channel\":\"push\",\"textVersion\":\"v1\"}";

    [Fact]
    public void Parse_TheShape_IsRead()
    {
        var read = JsonBody.Parse<SubscriptionAsk>(Encoding.UTF8.GetBytes(Good));

        Assert.Equal(new SubscriptionAsk { Visitor = "t", Channel = "push", TextVersion = "v1" }, read.Value);
    }

    [Theory]
    [InlineData("", "not-json", null)]
    [InlineData("nonsense", "not-json", null)]
    [InlineData("[]", "not-json", null)]
    [InlineData("null", "not-json", null)]
    [InlineData("{\"visitor\":\"t\",}", "not-json", null)]
    [InlineData("{\"visitor\":\"t\",\"visitor\":\"u\",\"channel\":\"push\",\"textVersion\":\"v1\"}", "not-json", null)]
    [InlineData("{\"\\ud800\":1}", "not-json", null)]
    [InlineData("{\"visitor\":\"t\",\"channel\":\"push\"}", "bad-member", "textVersion")]
    [InlineData("{\"Visitor\":\"t\",\"channel\":\"push\",\"textVersion\":\"v1\"}", "bad-member", "Visitor")]
    [InlineData("{\"visitor\":7,\"channel\":\"push\",\"textVersion\":\"v1\"}", "bad-member", "visitor")]
    [InlineData("{\"visitor\":null,\"channel\":\"push\",\"textVersion\":\"v1\"}", "bad-member", "visitor")]
    [InlineData("{\"visitor\":{},\"channel\":\"push\",\"textVersion\":\"v1\"}", "bad-member", "visitor")]
    [InlineData("{\"visitor\":\"\\ud800\",\"channel\":\"push\",\"textVersion\":\"v1\"}", "bad-member", "visitor")]
    [InlineData("{\"visitor\":\"t\",\"channel\":\"push\",\"textVersion\":\"v1\",\"x\":1}", "bad-member", "x")]
    public void Parse_AnythingElse_NamesThePlaceAndNothingOfOurs(string body, string kind, string? member)
    {
        var problem = JsonBody.Parse<SubscriptionAsk>(Encoding.UTF8.GetBytes(body)).Problem;

        Assert.Equal((kind, 400), (problem?.Kind, problem?.Status));
        Assert.Equal(member, problem!.Extra.GetValueOrDefault("member"));
        Assert.DoesNotContain("Growth.", Encoding.UTF8.GetString(problem.ToJson()), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DeepNesting_IsRefused() => Assert.Equal(
        "not-json", JsonBody.Parse<SubscriptionAsk>(Encoding.UTF8.GetBytes("{\"visitor\":" + new string('[', 5000) + new string(']', 5000) + "}")).Problem?.Kind);

    [Fact]
    public void Parse_BytesThatAreNotUtf8_AreRefused() => Assert.True(
        JsonBody.Parse<SubscriptionAsk>(Encoding.UTF8.GetBytes(Good).Select(b => b == (byte)'t' ? (byte)0xFF : b).ToArray()).IsRefused);

    [Fact]
    public void Parse_LongUnknownName_IsCut()
    {
        var problem = JsonBody.Parse<SubscriptionAsk>(Encoding.UTF8.GetBytes($"{{\"{new string('x', 2000)}\":1}}")).Problem;

        Assert.True(problem!.ToJson().Length < 500);
    }
}
