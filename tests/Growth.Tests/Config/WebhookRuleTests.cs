using Growth.Config;
using Xunit;

namespace Growth.Tests.Config;

public sealed class WebhookRuleTests
{
    [Theory]
    [InlineData("https://crm.example.com/hooks", false, null)]
    [InlineData("https://crm.example.com:8443/hooks", false, null)]
    [InlineData("http://crm.example.com/hooks", false, "webhook-not-https")]
    [InlineData("http://crm.example.com/hooks", true, "webhook-not-https")]
    [InlineData("http://8.8.8.8/", true, "webhook-not-https")]
    [InlineData("http://localhost:9000/", true, null)]
    [InlineData("http://10.1.2.3/", true, null)]
    [InlineData("https://localhost:9000/", false, "webhook-private-address")]
    [InlineData("https://x.localhost/", false, "webhook-private-address")]
    [InlineData("https://10.1.2.3/", false, "webhook-private-address")]
    [InlineData("https://[::1]/", false, "webhook-private-address")]
    [InlineData("http://169.254.169.254/latest", true, "webhook-private-address")]
    [InlineData("https://0.0.0.0/", true, "webhook-private-address")]
    [InlineData("https://me:hunter2@crm.example.com/", false, "bad-url")]
    public void Read_Address_IsJudged(string url, bool allowPrivate, string? rule)
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, "language: zh-CN", $"language: zh-CN\nwebhooks: {{ crm: {{ url: \"{url}\", secrets: [\"${{S}}\"], allowPrivate: {(allowPrivate ? "true" : "false")} }} }}");

        Assert.Equal(rule is null ? [] : [rule], workspace.Read().Problems.Where(problem => problem.IsError).Select(problem => problem.Rule));
        Assert.DoesNotContain(workspace.Read().Problems, problem => problem.ToString().Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("events: [week.closed, week.opened]", "unknown-value")]
    [InlineData("events: [week.closed, week.closed]", "duplicate-entry")]
    [InlineData("events: []", "wrong-count")]
    [InlineData("secrets: [whsec_x]", "secret-in-clear")]
    [InlineData("secrets: [\"${A}\", \"${B}\", \"${C}\"]", "wrong-count")]
    [InlineData("secrets: []", "wrong-count")]
    public void Read_Spoilt_NamesTheRule(string line, string rule)
    {
        var secrets = line.StartsWith("secrets", StringComparison.Ordinal) ? "" : ", secrets: [\"${S}\"]";
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, "language: zh-CN", $"language: zh-CN\nwebhooks: {{ crm: {{ url: \"https://crm.example.com\"{secrets}, {line} }} }}");

        Assert.Contains(workspace.Read().Problems, problem => problem.Rule == rule);
    }

    [Fact]
    public void Read_Unsaid_WantsAllEventsOfPublicAddresses()
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Growth, "language: zh-CN", "language: zh-CN\nwebhooks: { crm: { url: \"https://crm.example.com\", secrets: [\"${S}\"] }, log: { url: \"https://log.example.com\", secrets: [\"${S}\"], events: [alert.raised] } }");

        var webhooks = workspace.Read().Config!.Webhooks;

        Assert.Equal(4, webhooks["crm"].Events.Count);
        Assert.Equal([OutboundType.AlertRaised], webhooks["log"].Events);
        Assert.False(webhooks["crm"].AllowPrivate);
    }
}
