using System.Text.Json;
using System.Text.RegularExpressions;
using Growth.Tests.Config;

namespace Growth.Tests.Storefronts;

/// <summary>docs/webhooks.md and its schema.</summary>
internal static partial class WebhooksDocument
{
    public static string SchemaPath { get; } = Path.Combine(Repository.Root, "docs", "webhooks.schema.json");

    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "docs", "webhooks.md"));

    /// <summary>By the heading they stand under.</summary>
    public static IReadOnlyDictionary<string, string> Examples { get; } =
        Example().Matches(Text).ToDictionary(match => match.Groups["type"].Value, match => match.Groups["json"].Value, StringComparer.Ordinal);

    /// <summary>The lines that sign and send.</summary>
    public static string Script { get; } = Bash().Match(Text).Groups["script"].Value;

    public static JsonElement Schema() => JsonDocument.Parse(File.ReadAllText(SchemaPath)).RootElement;

    [GeneratedRegex("^### (?<type>[a-z.-]+)\n(?:(?!^### ).)*?```json\n(?<json>.*?)\n```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Example();

    [GeneratedRegex("```bash\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Bash();
}
