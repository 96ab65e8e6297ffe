using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Growth.Embedded.Settings;

/// <summary>Reads host.json strictly: a wrong value names its key, the value, and what is allowed.</summary>
internal static class ReadHostJson
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="HostRefusedException">The file is not JSON or a value is out of range.</exception>
    public static HostJson Run(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new HostRefusedException($"host.json is not JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}.", e);
        }
    }

    private static HostJson Read(JsonElement root)
    {
        if (Find(root, "version") is not { ValueKind: JsonValueKind.String } version || version.GetString() != "2.0")
            throw Wrong("version", Find(root, "version"), "\"2.0\"");
        if (Find(root, "extensions", "http", "routePrefix") is not { ValueKind: JsonValueKind.String } prefix || prefix.GetString() is { Length: > 0 })
            throw Wrong("extensions.http.routePrefix", Find(root, "extensions", "http", "routePrefix"), "\"\": routes are spelled whole");
        var defaults = new QueueSettings();
        return new HostJson
        {
            FunctionTimeout = Span(root, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "functionTimeout"),
            Queues = new QueueSettings
            {
                BatchSize = Number(root, defaults.BatchSize, 1, 32, "extensions", "queues", "batchSize"),
                NewBatchThreshold = Number(root, defaults.NewBatchThreshold, 0, 1000, "extensions", "queues", "newBatchThreshold"),
                MaxDequeueCount = Number(root, defaults.MaxDequeueCount, 1, 100, "extensions", "queues", "maxDequeueCount"),
                MaxPollingInterval = Span(root, defaults.MaxPollingInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), "extensions", "queues", "maxPollingInterval"),
                VisibilityTimeout = Span(root, defaults.VisibilityTimeout, TimeSpan.Zero, TimeSpan.FromDays(7), "extensions", "queues", "visibilityTimeout"),
            },
            LogLevels = Levels(root),
        };
    }

    private static Dictionary<string, LogLevel> Levels(JsonElement root)
    {
        var levels = new Dictionary<string, LogLevel>(StringComparer.Ordinal);
        if (Find(root, "logging", "logLevel") is not { ValueKind: JsonValueKind.Object } section) return levels;
        foreach (var entry in section.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.String || !Enum.TryParse<LogLevel>(entry.Value.GetString(), ignoreCase: true, out var level))
                throw Wrong("logging.logLevel." + entry.Name, entry.Value, string.Join(", ", Enum.GetNames<LogLevel>()));
            levels[string.Equals(entry.Name, "default", StringComparison.OrdinalIgnoreCase) ? "" : entry.Name] = level;
        }

        return levels;
    }

    private static int Number(JsonElement root, int missing, int min, int max, params ReadOnlySpan<string> path)
    {
        if (Find(root, path) is not { } element) return missing;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) && value >= min && value <= max
            ? value
            : throw Wrong(string.Join('.', path!), element, $"a whole number from {min} to {max}");
    }

    private static TimeSpan Span(JsonElement root, TimeSpan missing, TimeSpan min, TimeSpan max, params ReadOnlySpan<string> path)
    {
        if (Find(root, path) is not { } element) return missing;
        return element.ValueKind == JsonValueKind.String && TimeSpan.TryParseExact(element.GetString(), "c", CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max
                ? value
                : throw Wrong(string.Join('.', path!), element, $"a time \"[d.]hh:mm:ss\" from {min:c} to {max:c}");
    }

    private static JsonElement? Find(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        }

        return element;
    }

    private static HostRefusedException Wrong(string key, JsonElement? value, string allowed) =>
        new($"host.json: {key} is {value?.GetRawText() ?? "missing"}; allowed is {allowed}.");
}
