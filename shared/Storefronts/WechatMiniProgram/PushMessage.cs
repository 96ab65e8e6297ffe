using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Growth.Storefronts.WechatMiniProgram;

/// <summary>A message of WeChat or a part of one, the same whether it was written as JSON or as XML. Texts and numbers are texts.</summary>
internal sealed partial class PushMessage
{
    /// <summary>Parts of parts included: WeChat's messages have some dozens.</summary>
    internal const int MaxParts = 2_000;

    private readonly Dictionary<string, List<PushMessage>> _parts = new(StringComparer.Ordinal);

    /// <summary>What stands in it besides parts; not bounded.</summary>
    internal string Value { get; private init; } = "";

    /// <summary>The event's name, or the message's type where it is none.</summary>
    internal string Type => (Text("MsgType") == "event" ? Text("Event") : Text("MsgType")) is { } type && TypeForm().IsMatch(type) ? type : "unknown";

    /// <returns>Null: neither one JSON object nor one <c>xml</c> element, in UTF-8.</returns>
    internal static PushMessage? Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span)) return null;
        if (bytes.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
        {
            using var document = Payload.Parse(bytes);
            var left = MaxParts;
            return document is null ? null : OfJson(document.RootElement, ref left);
        }

        return PushXml.Parse(Encoding.UTF8.GetString(bytes.Span));
    }

    internal static PushMessage Leaf(string value) => new() { Value = value };

    internal void Add(string name, PushMessage part)
    {
        if (!_parts.TryGetValue(name, out var parts)) _parts[name] = parts = [];
        parts.Add(part);
    }

    /// <summary>Null: absent, empty, there more than once, or with parts of its own.</summary>
    internal string? Text(string name) => _parts.TryGetValue(name, out var parts) && parts is [{ _parts.Count: 0, Value.Length: > 0 } only] ? only.Value : null;

    /// <summary>As <see cref="Text"/>, and also null when longer than <paramref name="max"/> or with control characters.</summary>
    internal string? Short(string name, int max = 128) => Text(name) is { } text && text.Length <= max && !text.Any(char.IsControl) ? text : null;

    /// <summary>All of that name: a list of one is often written without the list.</summary>
    internal IReadOnlyList<PushMessage> Parts(string name) => _parts.TryGetValue(name, out var parts) ? parts : [];

    /// <summary>
    /// Messages by MsgId, events by sender, time and name (WeChat's own rule). Receipts of two messages to one person in one second would be
    /// one by that rule: theirs names the message, too.
    /// </summary>
    internal string Delivery(ReadOnlySpan<byte> bytes)
    {
        if (Short("MsgId") is { } id) return StableKey.Of("msg", id);
        if (Short("FromUserName") is not { } from || Short("CreateTime", 20) is not { } at) return StableKey.OfBytes(bytes);
        var receipt = ReadPush.Entries(this).Select(entry => entry.Short("MsgID")).FirstOrDefault(one => one is not null);
        return receipt is null ? StableKey.Of(from, at, Type) : StableKey.Of(from, at, Type, receipt);
    }

    private static PushMessage? OfJson(JsonElement element, ref int left)
    {
        if (--left < 0) return null;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var message = new PushMessage();
                foreach (var member in element.EnumerateObject())
                    if (!message.TryAdd(member, ref left)) return null;
                return message;
            case JsonValueKind.Array:
                return null;
            case JsonValueKind.String:
                return TextOf(element) is { } text ? Leaf(text) : null;
            default:
                return Leaf(element.ValueKind == JsonValueKind.Null ? "" : element.GetRawText());
        }
    }

    /// <summary>A list of parts is the part repeated, as XML writes it.</summary>
    private bool TryAdd(JsonProperty member, ref int left)
    {
        if (member.Value.ValueKind != JsonValueKind.Array) return TryAdd(member.Name, OfJson(member.Value, ref left));
        foreach (var item in member.Value.EnumerateArray())
            if (!TryAdd(member.Name, OfJson(item, ref left))) return false;
        return true;
    }

    private bool TryAdd(string name, PushMessage? part)
    {
        if (part is not null) Add(name, part);
        return part is not null;
    }

    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,100}$", RegexOptions.NonBacktracking)]
    private static partial Regex TypeForm();
}
