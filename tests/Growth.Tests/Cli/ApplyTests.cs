using System.Text.Json;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class ApplyTests
{
    [Fact]
    public async Task DryRun_WritesNothing()
    {
        using var folder = new CliFolder();

        var result = await folder.RunAsync("apply", "--dry-run");

        Assert.Equal(0, result.Code);
        Assert.Contains("(not written)", result.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Database));
    }

    [Fact]
    public async Task Applied_SecondTime_IsNoChange()
    {
        using var folder = new CliFolder();

        Assert.Equal(0, (await folder.RunAsync("apply")).Code);
        Assert.Contains("No change", (await folder.RunAsync("apply")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_IsShownKeyByKey()
    {
        using var folder = new CliFolder();
        await folder.RunAsync("apply");
        folder.Edit("weeks/2026-W48.yaml", "budget: 20000.00", "budget: 30000.00");

        var dry = await folder.RunAsync("apply", "--dry-run", "--json");
        var result = await folder.RunAsync("apply");

        Assert.Contains("~ weeks/2026-W48.yaml: campaign.cashback.budget: 20000.00 -> 30000.00", result.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(dry.Out);
        Assert.Equal("30000.00", Assert.Single(json.RootElement.GetProperty("taken").EnumerateArray()).GetProperty("new").GetString());
    }

    [Fact]
    public async Task Broken_AppliesNothing()
    {
        using var folder = new CliFolder();
        folder.Edit("growth.yaml", "currency: CNY", "currency: XYZ");

        var result = await folder.RunAsync("apply");

        Assert.Equal(1, result.Code);
        Assert.Contains("Nothing was applied", result.Out, StringComparison.Ordinal);
        Assert.Contains("There is no review yet", (await folder.RunAsync("review")).Error, StringComparison.OrdinalIgnoreCase);
    }
}
