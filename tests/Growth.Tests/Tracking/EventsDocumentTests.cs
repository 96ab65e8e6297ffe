using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Growth.Tracking;
using Xunit;

namespace Growth.Tests.Tracking;

/// <summary>docs/events.md says what is so: its examples are sent, its lists are complete.</summary>
public sealed partial class EventsDocumentTests
{
    private static string Document { get; } = File.ReadAllText(Find());

    [Fact]
    public async Task Examples_SentAsWritten_AreAnsweredAsWritten()
    {
        await using var host = await TrackingHost.StartAsync();
        var example = Example().Match(Document);
        var visitor = await host.VisitorAsync();
        using var written = JsonDocument.Parse(Visitor().Match(Document).Groups["answer"].Value);

        var answer = await host.PostAsync(example.Groups["body"].Value.Replace("VISITOR", visitor.Visitor, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(example.Groups["answer"].Value).RootElement, answer.Json));
        Assert.Equal(["visitor", "ref"], written.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(written.RootElement.GetProperty("ref").GetString()!.Length, visitor.Ref.Length);
    }

    [Fact]
    public void Reasons_OfTheCode_AreThoseOfTheTable()
    {
        var known = typeof(Refusals).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).Order();
        var table = Document[Document.IndexOf("| reason |", StringComparison.Ordinal)..Document.IndexOf("### Limits", StringComparison.Ordinal)];
        var told = table.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Code().Matches(line.Split('|')[1])).Select(match => match.Groups["code"].Value).Order();

        Assert.Equal(known, told);
    }

    [Fact]
    public void Limits_OfTheCode_AreThoseOfTheText()
    {
        var defaults = new Growth.Config.TrackingConfig();

        Assert.Contains($"1 to {ParseEvents.MaxEvents} of them, at most {ParseEvents.MaxBytes / 1024} KiB", Document);
        Assert.Contains($"{defaults.EventsPerMinute} events a minute", Document);
        Assert.Contains($"`scroll` of {defaults.CompleteScroll * 100:0} or more **and** `seconds` of at least {defaults.CompleteTime * 100:0} %", Document);
        Assert.Contains($"lives {VisitorTokens.Lifetime.Days} days", Document);
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Growth.sln"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "docs", "events.md");
    }

    [GeneratedRegex("""-d '(?<body>\{.*?)'\n```\n\n```json\n(?<answer>.*?)\n```""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();

    [GeneratedRegex("""api/visitors\n```\n\n```json\n(?<answer>.*?)\n```""", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Visitor();

    [GeneratedRegex("`(?<code>[a-z-]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
