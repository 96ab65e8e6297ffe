using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;
using NodaTime;
using NodaTime.Text;

namespace Growth.Storefronts.WechatPay;

/// <summary>
/// The members of one JSON object, each of a known type and range; others are passed over, for the provider adds some. The first that is
/// wrong is kept in <see cref="Problem"/>, by its name and never with its value, which may be personal.
/// </summary>
internal sealed class JsonMembers
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly JsonElement _object;
    private readonly JsonMembers? _parent;
    private readonly string _path;
    private string? _problem;

    private JsonMembers(JsonElement element, JsonMembers? parent, string path) => (_object, _parent, _path) = (element, parent, path);

    /// <summary>Null: what was read so far is right.</summary>
    public string? Problem => _parent is null ? _problem : _parent.Problem;

    /// <returns>False: no JSON object in UTF-8 without duplicate members.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out JsonMembers? members)
    {
        members = null;
        if (!Utf8.IsValid(json.Span)) return false;
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object) members = new JsonMembers(document.RootElement.Clone(), null, "");
            return members is not null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name with half a surrogate pair.
            return false;
        }
    }

    /// <returns>The member, or one in which nothing is found.</returns>
    public JsonMembers Object(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } found ? new JsonMembers(found, this, $"{_path}{name}.") : Nothing(name, "an object");

    /// <returns>Null: absent.</returns>
    public JsonMembers? OptionalObject(string name) => Find(name) is null ? null : Object(name);

    /// <param name="max">How many there may be.</param>
    public IReadOnlyList<JsonMembers> Objects(string name, int max)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.Array } found || found.GetArrayLength() > max) return [Nothing(name, $"a list of at most {max} objects")];
        return [.. found.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.Object ? new JsonMembers(one, this, $"{_path}{name}.") : Nothing(name, "a list of objects"))];
    }

    /// <returns>1 to <paramref name="max"/> characters; empty when it is wrong.</returns>
    public string Text(string name, int max) => OptionalText(name, max) ?? Wrong(name, $"a text of 1 to {max} characters");

    /// <returns>Null: absent or empty.</returns>
    public string? OptionalText(string name, int max)
    {
        if (Find(name) is not { } found) return null;
        var text = found.ValueKind == JsonValueKind.String && TryRead(found, out var read) ? read : null;
        if (text is null || text.Length > max || text.Contains('\0')) return Wrong(name, $"a text of 1 to {max} characters");
        return text.Length == 0 ? null : text;
    }

    /// <param name="min">The lowest value allowed.</param>
    public long Number(string name, long min)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out var number) && number >= min) return number;
        Wrong(name, $"an integer of {min} or more");
        return 0;
    }

    /// <returns>RFC 3339, to the microsecond.</returns>
    public Instant Time(string name)
    {
        var read = OffsetDateTimePattern.Rfc3339.Parse(Text(name, 64));
        if (read.TryGetValue(default, out var time)) return Instant.FromUnixTimeTicks(time.ToInstant().ToUnixTimeTicks() / 10 * 10);
        Wrong(name, "a time as in RFC 3339");
        return default;
    }

    public string Wrong(string name, string allowed)
    {
        if (_parent is not null) _parent.Wrong(_path[_parent._path.Length..] + name, allowed);
        else _problem ??= $"'{name}' must be {allowed}";
        return "";
    }

    private JsonMembers Nothing(string name, string allowed)
    {
        Wrong(name, allowed);
        return new JsonMembers(default, this, $"{_path}{name}.");
    }

    private JsonElement? Find(string name) =>
        _object.ValueKind == JsonValueKind.Object && _object.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    private static bool TryRead(JsonElement element, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = element.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which no store can hold.
            text = null;
            return false;
        }
    }
}
