using System.Diagnostics;
using Growth.Config;
using Growth.Storefronts;
using Xunit;

namespace Growth.Tests.Storefronts;

/// <summary>docs/webhooks.md says what is so.</summary>
public sealed class WebhooksDocumentTests
{
    [Fact]
    public async Task Script_RunAsWritten_IsAnswered204AndApplied()
    {
        await using var host = await WebhookHost.StartAsync(realTime: true);
        var script = WebhooksDocument.Script.Replace("http://localhost:7071", host.Host.Address.ToString().TrimEnd('/'), StringComparison.Ordinal);
        Assert.NotEqual(WebhooksDocument.Script, script);

        var (code, output) = await RunAsync(script);
        await host.Host.WhenIdleAsync();

        Assert.Equal((0, "204\n"), (code, output));
        Assert.Equal(WebhookState.Applied, Assert.Single(await host.KeptAsync()).State);
        Assert.Equal(["shop/order.paid:1001"], await RecordingSink.KeysAsync(host.Database));
    }

    [Fact]
    public void Limits_OfTheCode_AreThoseOfTheText()
    {
        Assert.Contains($"at most {WebhookRequest.MaxBytes >> 20} MiB", WebhooksDocument.Text, StringComparison.Ordinal);
        Assert.Contains($"`events.webhooks`, {new EventsConfig().Webhooks.Days} days", WebhooksDocument.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_OfTheSchema_StandInTheText()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Collect(WebhooksDocument.Schema(), names);

        Assert.DoesNotContain(names, name => !WebhooksDocument.Text.Contains($"`{name}`", StringComparison.Ordinal));
    }

    private static void Collect(System.Text.Json.JsonElement schema, HashSet<string> names)
    {
        if (schema.ValueKind == System.Text.Json.JsonValueKind.Array) foreach (var item in schema.EnumerateArray()) Collect(item, names);
        if (schema.ValueKind != System.Text.Json.JsonValueKind.Object) return;
        foreach (var member in schema.EnumerateObject())
        {
            if (member.Name == "properties") names.UnionWith(member.Value.EnumerateObject().Select(property => property.Name));
            Collect(member.Value, names);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string script)
    {
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-euo");
        start.ArgumentList.Add("pipefail");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        start.Environment["SHOP_WEBHOOK_SECRET"] = ShopSignature.Secret;
        start.Environment["no_proxy"] = "*";
        using var bash = Process.Start(start)!;
        var (output, error) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();
        return (bash.ExitCode, await output + await error);
    }
}
