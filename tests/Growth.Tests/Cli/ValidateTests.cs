using System.Text.Json;
using Growth.Storage;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class ValidateTests
{
    [Fact]
    public async Task Sample_IsValidAndSaysWhatItsBudgetCovers()
    {
        using var folder = new CliFolder();

        var result = await folder.RunAsync("validate");

        Assert.Equal(0, result.Code);
        Assert.Contains("covers 202 who all finish; 200 seats are offered: enough", result.Out, StringComparison.Ordinal);
        Assert.Contains("valid campaigns", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SlugUsedByAWeekThatRan_IsRefusedByWhatTheStoreKnows()
    {
        using var folder = new CliFolder();
        Assert.Equal(0, (await folder.RunAsync("apply")).Code);
        await using (var database = new SqliteDatabase(new StorageOptions { Path = folder.Database }))
        {
            await database.WriteAsync(async transaction =>
            {
                await transaction.ExecuteAsync(
                    "insert into week (week, state, zone, opens_at, closes_at, ends_at, final_at) values ('2026-W40', 'skipped', 'Asia/Shanghai', 1, 2, 3, 4)");
                await transaction.ExecuteAsync(
                    "insert into piece (slug, week, position, title, reading_seconds, publish_at, plan) values ('night-reading', '2026-W40', 1, 't', 60, 1, '{}')");
            });
        }

        var result = await folder.RunAsync("validate");

        Assert.Equal(1, result.Code);
        Assert.Contains("slug-used", result.Out, StringComparison.Ordinal);
        Assert.Contains("2026-W40", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoFilesBroken_ShowsEveryProblemInItsPlaceWithACaret()
    {
        using var folder = new CliFolder();
        folder.Edit("growth.yaml", "timeZone: Asia/Shanghai", "timeZone: Asia/Shangai");
        folder.Edit("weeks/2026-W48.yaml", "slug: night-reading", "slug: 夜 Reading");

        var result = await folder.RunAsync("validate");

        Assert.Equal(1, result.Code);
        Assert.Contains("growth.yaml:6:11: error unknown-time-zone", result.Out, StringComparison.Ordinal);
        Assert.Contains("  6 | timeZone: Asia/Shangai\n    |           ^\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("Asia/Shanghai?", result.Out, StringComparison.Ordinal);
        Assert.Contains("weeks/2026-W48.yaml:", result.Out, StringComparison.Ordinal);
        Assert.Contains("invalid campaigns: 2 errors", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caret_AfterChineseText_StandsBelowItsPlaceOnScreen()
    {
        using var folder = new CliFolder();
        folder.Edit("growth.yaml", "{ name: 运营组, email", "{ name: 运营组, emial");

        var lines = (await folder.RunAsync("validate")).Out.Split('\n');

        var text = Array.FindIndex(lines, line => line.Contains("unknown-key", StringComparison.Ordinal)) + 1;
        // Three Chinese characters are three columns more on screen than in the file.
        Assert.Equal(lines[text].IndexOf("emial", StringComparison.Ordinal) + 3, lines[text + 1].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecretInClear_IsNotShown()
    {
        using var folder = new CliFolder();
        folder.Edit("growth.yaml", "${SHOP_WEBHOOK_SECRET}", "whsec_c2VjcmV0LXdvcmQ");

        var result = await folder.RunAsync("validate");

        Assert.Equal(1, result.Code);
        Assert.DoesNotContain("c2VjcmV0", result.Out + result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", (await folder.RunAsync("validate", "--json")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_NamesRuleAndPlace()
    {
        using var folder = new CliFolder();
        folder.Edit("growth.yaml", "currency: CNY", "currency: CNY\ncolour: red");

        var result = await folder.RunAsync("validate", "--json");

        Assert.Equal(1, result.Code);
        using var json = JsonDocument.Parse(result.Out);
        Assert.False(json.RootElement.GetProperty("valid").GetBoolean());
        var problem = Assert.Single(json.RootElement.GetProperty("problems").EnumerateArray(), problem => problem.GetProperty("severity").GetString() == "error");
        Assert.Equal("unknown-key", problem.GetProperty("rule").GetString());
        Assert.Equal(8, problem.GetProperty("line").GetInt32());
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("plan")]
    [InlineData("apply")]
    [InlineData("review")]
    [InlineData("schema")]
    [InlineData("up")]
    public async Task NoWorkspace_IsExitCode3AndNamesTheFolder(string command)
    {
        using var folder = new CliFolder(workspace: false);

        var result = await folder.RunAsync(command);

        Assert.Equal(3, result.Code);
        Assert.Contains(folder.Workspace, result.Error, StringComparison.Ordinal);
        Assert.Contains("--workspace", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }
}
