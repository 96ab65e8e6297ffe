using System.Text.Json;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class PlanTests
{
    [Fact]
    public async Task Week_IsShownByLocalDay()
    {
        using var folder = new CliFolder();

        var result = await folder.RunAsync("plan", "--from", "2026-11-23", "--days", "7");

        Assert.Equal(0, result.Code);
        Assert.StartsWith("2026-11-23 Monday\n  00:00  2026-W48 opens: 21 天阅读打卡\n  08:00  publishes 为什么是 21 天 (/c/why-21-days), announced by push\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("2026-11-29 Sunday\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("  22:00  2026-W48 closes: preliminary review", result.Out, StringComparison.Ordinal);
        Assert.Contains("  12:00  2026-W49 has no plan: the team is warned", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_HasInstants()
    {
        using var folder = new CliFolder();

        using var json = JsonDocument.Parse((await folder.RunAsync("plan", "--from", "2026-11-23", "--days", "1", "--json")).Out);

        Assert.Equal("2026-11-22T16:00:00Z", json.RootElement[0].GetProperty("at").GetString());
        Assert.Equal("opens", json.RootElement[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task FilesBroken_ShowsWhatTheStoreRuns()
    {
        using var folder = new CliFolder();
        await folder.RunAsync("apply");
        folder.Edit("growth.yaml", "currency: CNY", "currency: XYZ");

        var result = await folder.RunAsync("plan", "--from", "2026-11-23", "--days", "1");

        Assert.Equal(0, result.Code);
        Assert.Contains("2026-W48 opens", result.Out, StringComparison.Ordinal);
        Assert.Contains("what the store runs", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesBrokenAndNothingApplied_IsRefused()
    {
        using var folder = new CliFolder();
        folder.Edit("growth.yaml", "currency: CNY", "currency: XYZ");

        Assert.Equal(1, (await folder.RunAsync("plan")).Code);
    }
}
