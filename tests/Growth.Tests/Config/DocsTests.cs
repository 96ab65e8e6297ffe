using System.Text.RegularExpressions;
using Growth.Config;
using Xunit;

namespace Growth.Tests.Config;

/// <summary>docs/config.md and the samples say what the program does.</summary>
public sealed class DocsTests
{
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "config.md");

    [Fact]
    public void Examples_OfTheDocument_AreValid()
    {
        var blocks = File.ReadAllText(Document).Split("```yaml\n").Skip(1).Select(block => block.Split("```")[0]).ToList();
        using var workspace = new WorkspaceFixture();
        foreach (var block in blocks) workspace.Write(block.Split('\n')[0].TrimStart('#', ' '), block);

        var read = workspace.Read();

        Assert.Equal(2, blocks.Count);
        Assert.True(read.IsValid, string.Join('\n', read.Problems));
        Assert.Equal("twilio", read.Config!.Channels["sms"].Kind);
        Assert.NotNull(read.Plans[0].Content[2].Url);
    }

    [Fact]
    public void Samples_OfTheRepository_AreValidAndNameTheirSchemas()
    {
        var read = ReadWorkspace.Run(Repository.Campaigns);

        Assert.True(read.IsValid, string.Join('\n', read.Problems));
        Assert.NotEmpty(read.Plans);
        foreach (var file in (string[])["growth.yaml", "weeks/2026-W48.yaml"])
        {
            var path = Path.Combine(Repository.Campaigns, file);
            var schema = File.ReadLines(path).First().Split("$schema=")[1];
            Assert.Contains(Path.GetFileName(schema), Schemas.All.Keys);
            Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(path)!, schema)));
        }
    }

    [Fact]
    public void Keys_OfTheDocument_AreThoseOfTheTypes() => Matches("keys", ConfigReference.Markdown().TrimEnd());

    [Fact]
    public void Rules_OfTheDocument_AreThoseOfTheProgram()
    {
        var text = File.ReadAllText(Document);
        var listed = Regex.Matches(text[text.IndexOf("<!-- rules -->", StringComparison.Ordinal)..text.IndexOf("<!-- keys -->", StringComparison.Ordinal)], "^\\| `(?<rule>[a-z0-9-]+)` \\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Select(match => match.Groups["rule"].Value).Order(StringComparer.Ordinal);
        var source = Directory.EnumerateFiles(Path.Combine(Repository.Root, "shared", "Config"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText);
        var used = source.SelectMany(file => Regex.Matches(file, "(\\.Add\\(|Refuse\\(|Warn\\(|Rule = |Refusal\\(|Named\\(|MissingRule\\(|return \\(|path, |: )\\s*\"(?<rule>[a-z0-9]+(-[a-z0-9]+)+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Select(match => match.Groups["rule"].Value)).Concat(["tab", "budget-required"]).Distinct(StringComparer.Ordinal);

        Assert.Empty(listed.Except(used, StringComparer.Ordinal));
        Assert.Empty(used.Except(listed, StringComparer.Ordinal));
    }

    private static void Matches(string block, string expected)
    {
        var text = File.ReadAllText(Document);
        var marker = $"<!-- {block} -->\n";
        var start = text.IndexOf(marker, StringComparison.Ordinal) + marker.Length;
        if (text[start..].Trim() == expected.Trim()) return;

        File.WriteAllText(Document, text[..start] + "\n" + expected + "\n");
        Assert.Fail($"The block '{block}' of docs/config.md was out of date and has been written anew: look at the difference and commit it.");
    }
}
