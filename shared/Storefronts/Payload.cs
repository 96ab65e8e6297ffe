using System.Text.Json;
using System.Text.Unicode;
using Growth.Config;
using NodaTime;
using NodaTime.Text;

namespace Growth.Storefronts;

/// <summary>
/// An object of a platform's JSON. Platforms write ids and amounts as texts or as numbers, leave out what they do not know, or send null or
/// "": all of that is absent here. What is there and of another form is a misfit, told by its path.
/// </summary>
internal readonly struct Payload
{
    private const long MaxMinor = 10_000_000_000_000;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private readonly JsonElement _element;
    private readonly string _path;

    private Payload(JsonElement element, string path) => (_element, _path) = (element, path);

    /// <summary>False: absent, and so is everything in it.</summary>
    internal bool Exists => _element.ValueKind == JsonValueKind.Object;

    /// <returns>Null: not one JSON object in UTF-8, of at most 32 levels and without duplicate members. The caller disposes it.</returns>
    internal static JsonDocument? Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span)) return null;
        try
        {
            var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperation: a member's name with half a surrogate pair, which no string can hold.
            return null;
        }
    }

    internal static Payload Of(JsonDocument document) => new(document.RootElement, "");

    /// <exception cref="MisfitException">There and no object.</exception>
    internal Payload At(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => new Payload(default, PathOf(name)),
        { ValueKind: JsonValueKind.Object } found => new Payload(found, PathOf(name)),
        _ => throw Misfit(name, "an object"),
    };

    /// <returns>The items of a list; one object where a platform leaves the list out; none when absent.</returns>
    /// <exception cref="MisfitException">Neither, or more than <paramref name="max"/>.</exception>
    internal IReadOnlyList<Payload> List(string name, int max)
    {
        var path = PathOf(name) + "[]";
        var found = Find(name);
        if (found.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return [];
        if (found.ValueKind == JsonValueKind.Object) return [new Payload(found, path)];
        if (found.ValueKind != JsonValueKind.Array || found.GetArrayLength() > max) throw Misfit(name, $"a list of at most {max}");
        return [.. found.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Object ? new Payload(item, path) : throw new MisfitException($"{path}: an object."))];
    }

    /// <summary>A text or a number, as it is written; null when absent or empty.</summary>
    /// <exception cref="MisfitException">Another type, longer than <paramref name="max"/>, or with control characters.</exception>
    internal string? Text(string name, int max)
    {
        var found = Find(name);
        var text = found.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String => StringOf(found) ?? throw Misfit(name, "Unicode text"),
            JsonValueKind.Number => found.GetRawText(),
            _ => throw Misfit(name, "a text"),
        };
        if (text is { Length: 0 }) return null;
        return text is null || (text.Length <= max && !text.Any(char.IsControl)) ? text : throw Misfit(name, $"a text of at most {max} characters on one line");
    }

    /// <summary>As <see cref="Text"/>; what is not of that form counts as absent: for free text that nothing rests on.</summary>
    internal string? Hint(string name, int max)
    {
        try
        {
            return Text(name, max);
        }
        catch (MisfitException)
        {
            return null;
        }
    }

    /// <exception cref="MisfitException">Absent, or as in <see cref="Text"/>.</exception>
    internal string Needed(string name, int max) => Text(name, max) ?? throw Misfit(name, "is required");

    /// <summary><c>true</c> or <c>"true"</c>.</summary>
    internal bool Flag(string name) => Find(name) is var found && (found.ValueKind == JsonValueKind.True || (found.ValueKind == JsonValueKind.String && found.ValueEquals("true")));

    /// <summary>Digits, 1 to <paramref name="max"/>.</summary>
    internal long Count(string name, long max) =>
        long.TryParse(Needed(name, 20), System.Globalization.NumberStyles.None, null, out var count) && count >= 1 && count <= max ? count : throw Misfit(name, $"a whole number from 1 to {max}");

    /// <summary>A decimal as minor units, exactly; zeros beyond the currency's decimals say nothing.</summary>
    /// <exception cref="MisfitException">Absent, negative, finer than the currency, or over 10^13 minor units.</exception>
    internal long Amount(string name, Currency currency)
    {
        var text = Needed(name, 32);
        if (text.IndexOf('.', StringComparison.Ordinal) is var dot and > 0)
        {
            var end = text.Length;
            while (end > dot + 1 + currency.Decimals && text[end - 1] == '0') end--;
            text = text[..(end == dot + 1 && end < text.Length ? dot : end)];
        }

        return currency.TryParse(text, out var minor) && minor <= MaxMinor ? minor : throw Misfit(name, $"an amount of {currency.Code}, such as {currency.Format(1250)}");
    }

    /// <summary>ISO 8601 with its offset; null when absent.</summary>
    /// <exception cref="MisfitException">Another form.</exception>
    internal Instant? Time(string name) =>
        Text(name, 40) is not { } text ? null
        : OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } read ? read.Value.ToInstant()
        : throw Misfit(name, "a time such as 2026-11-23T08:00:00+08:00");

    internal MisfitException Misfit(string name, string allowed) => new($"{PathOf(name)}: {allowed}.");

    /// <summary>The JSON text of a member, for a nested payload; undefined kind when absent.</summary>
    internal JsonElement Find(string name) => Exists && _element.TryGetProperty(name, out var found) ? found : default;

    /// <returns>Null: half a surrogate pair, which is no text and which no store would hold.</returns>
    private static string? StringOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}
