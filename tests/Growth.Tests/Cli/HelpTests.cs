using Xunit;

namespace Growth.Tests.Cli;

public sealed class HelpTests
{
    private static readonly string[] Commands = ["demo", "up", "validate", "plan", "apply", "review", "doctor", "schema", "backup", "restore", "resume", "queue", "webhooks", "outbound", "clock"];

    [Fact]
    public async Task Help_OfAll_ListsCommandsAndExitCodes()
    {
        using var folder = new CliFolder(workspace: false);

        var help = await folder.RunAsync("--help");

        Assert.Equal(0, help.Code);
        Assert.All(Commands, command => Assert.Contains($"\n  {command} ", help.Out, StringComparison.Ordinal));
        Assert.Contains("130", help.Out, StringComparison.Ordinal);
        Assert.Empty(help.Error);
    }

    [Fact]
    public async Task NoCommand_IsHelp()
    {
        using var folder = new CliFolder(workspace: false);

        Assert.Equal((await folder.RunAsync("--help")).Out, (await folder.RunAsync()).Out);
    }

    [Theory]
    [InlineData("en", "Usage", "Reads", "Writes", "Examples")]
    [InlineData("zh", "用法", "读什么", "写什么", "例子")]
    public async Task Help_OfEachCommand_TeachesInBothLanguages(string language, params string[] titles)
    {
        using var folder = new CliFolder(workspace: false);
        foreach (var command in Commands)
        {
            var help = await folder.RunAsync(command, "--help", "--lang", language);

            Assert.Equal(0, help.Code);
            Assert.All(titles, title => Assert.Contains($"\n{title}\n", help.Out, StringComparison.Ordinal));
            Assert.Contains($"growth {command}", help.Out, StringComparison.Ordinal);
            Assert.Contains("--workspace DIR", help.Out, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b[", help.Out, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("zh_CN.UTF-8", "用法")]
    [InlineData("de_DE.UTF-8", "Usage")]
    public async Task Language_FromEnvironment(string lang, string title)
    {
        using var folder = new CliFolder(workspace: false).With("LANG", lang);

        Assert.Contains($"\n{title}\n", (await folder.RunAsync("--help")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LANG", "C.UTF-8")]
    [InlineData("LC_ALL", "C")]
    public async Task Language_NeutralLocale_IsTheWorkspaces(string variable, string value)
    {
        using var folder = new CliFolder().With(variable, value);

        Assert.Contains("\n用法\n", (await folder.RunAsync("--help")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("validat")]
    [InlineData("validate", "--nope")]
    [InlineData("doctor", "--port", "70000")]
    [InlineData("doctor", "--port", "x")]
    [InlineData("demo", "--members", "0")]
    [InlineData("demo", "--members", "20001")]
    [InlineData("demo", "--weeks", "9")]
    [InlineData("review", "2026-W54")]
    [InlineData("plan", "--from", "tomorrow")]
    [InlineData("validate", "--lang", "fr")]
    public async Task Usage_Wrong_IsExitCode2AndPointsToHelp(params string[] args)
    {
        using var folder = new CliFolder();

        var result = await folder.RunAsync(args);

        Assert.Equal(2, result.Code);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }
}
