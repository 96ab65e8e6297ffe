using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Growth.Tracking;

/// <summary>Reads one event from its place in the list. The first problem found names it; the rest of it is read over.</summary>
internal ref struct ParseEvent
{
    private const int MaxId = 64;
    private const int MaxPiece = 200;
    private const int MaxToken = 512;
    private const int MaxVia = 64;
    private const int MaxScroll = 100;
    private const int MaxSeconds = 86_400;

    private static readonly string[] Fields = ["id", "kind", "piece", "visitor", "memberToken", "scroll", "seconds", "via", "at"];

    private int _seen;
    private string? _id;
    private EventKind? _kind;
    private string? _piece;
    private string? _visitor;
    private string? _memberToken;
    private int? _scroll;
    private int? _seconds;
    private string? _via;
    private Instant? _at;
    private string? _reason;
    private string? _detail;

    /// <summary>Leaves the reader at the event's last token.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static SentEvent? Run(ref Utf8JsonReader reader, int index, out RefusedEvent? refused)
    {
        var parse = default(ParseEvent);
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) parse.ReadField(ref reader);
            parse.CheckWhole();
        }
        else
        {
            reader.Skip();
            parse.Refuse(Refusals.NotAnObject, "An event is an object.");
        }

        refused = parse._reason is null ? null : new RefusedEvent(index, parse._id, parse._reason, parse._detail!);
        return refused is null ? parse.ToEvent(index) : null;
    }

    private void ReadField(ref Utf8JsonReader reader)
    {
        var field = Array.IndexOf(Fields, JsonText.TryRead(ref reader, out var name) ? name : null);
        reader.Read();
        if (field < 0)
        {
            Refuse(Refusals.UnknownField, $"\"{JsonText.Shorten(name)}\" is not a field of an event. Known: {string.Join(", ", Fields)}.");
            reader.Skip();
            return;
        }

        if ((_seen & (1 << field)) != 0) Refuse(Refusals.DuplicateField, $"\"{Fields[field]}\" is there twice.");
        _seen |= 1 << field;
        switch (Fields[field])
        {
            case "id": ReadId(ref reader); break;
            case "kind": ReadKind(ref reader); break;
            case "piece": _piece = ReadText(ref reader, "piece", MaxPiece); break;
            case "visitor": _visitor = ReadText(ref reader, "visitor", MaxToken); break;
            case "memberToken": _memberToken = ReadText(ref reader, "memberToken", MaxToken); break;
            case "scroll": _scroll = ReadNumber(ref reader, "scroll", MaxScroll); break;
            case "seconds": _seconds = ReadNumber(ref reader, "seconds", MaxSeconds); break;
            case "via": _via = ReadText(ref reader, "via", MaxVia); break;
            default: ReadAt(ref reader); break;
        }
    }

    private void CheckWhole()
    {
        foreach (var required in (ReadOnlySpan<int>)[0, 1, 2])
            if ((_seen & (1 << required)) == 0) Refuse(Refusals.MissingField, $"\"{Fields[required]}\" is required.");
        if (_kind == EventKind.Progress && _scroll is null && _seconds is null)
            Refuse(Refusals.MissingField, "A progress needs \"scroll\" or \"seconds\".");
        if (_visitor is null && _memberToken is null) Refuse(Refusals.TokenMissing, "Send \"visitor\" or \"memberToken\". POST /api/visitors gives a visitor.");
        if (_visitor is not null && _memberToken is not null) Refuse(Refusals.TokenAmbiguous, "Send either \"visitor\" or \"memberToken\", not both.");
    }

    private void ReadId(ref Utf8JsonReader reader)
    {
        var text = ReadText(ref reader, "id", int.MaxValue);
        if (text is null) return;
        if (text.Length is 0 or > MaxId || text.AsSpan().ContainsAnyExcept(JsonText.IdCharacters))
            Refuse(Refusals.BadId, $"\"id\" is 1 to {MaxId} characters of A-Z a-z 0-9 . _ : -");
        else _id ??= text;
    }

    private void ReadKind(ref Utf8JsonReader reader)
    {
        var text = ReadText(ref reader, "kind", int.MaxValue);
        if (text is null) return;
        _kind = text switch { "view" => EventKind.View, "progress" => EventKind.Progress, "share" => EventKind.Share, _ => null };
        if (_kind is null) Refuse(Refusals.UnknownKind, "\"kind\" is view, progress or share.");
    }

    private void ReadAt(ref Utf8JsonReader reader)
    {
        var text = ReadText(ref reader, "at", MaxVia);
        if (text is null) return;
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } parsed) _at = parsed.Value.ToInstant();
        else Refuse(Refusals.WrongType, "\"at\" is a time with its offset, such as 2026-11-23T08:00:00Z.");
    }

    private string? ReadText(ref Utf8JsonReader reader, string field, int limit)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            Refuse(Refusals.WrongType, $"\"{field}\" is a text.");
            return null;
        }

        if (!JsonText.TryRead(ref reader, out var text)) Refuse(Refusals.BadText, $"\"{field}\" holds U+0000 or half a surrogate pair.");
        else if (text.Length > limit) Refuse(Refusals.OutOfRange, $"\"{field}\" is longer than {limit} characters.");
        return text;
    }

    private int? ReadNumber(ref Utf8JsonReader reader, string field, int most)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value >= 0 && value <= most) return (int)value;
        var whole = reader.TokenType == JsonTokenType.Number && !reader.ValueSpan.ContainsAnyExcept("-0123456789"u8);
        reader.Skip();
        if (whole) Refuse(Refusals.OutOfRange, $"\"{field}\" is 0 to {most}.");
        else Refuse(Refusals.WrongType, $"\"{field}\" is a whole number from 0 to {most}.");
        return null;
    }

    private void Refuse(string reason, string detail)
    {
        if (_reason is not null) return;
        (_reason, _detail) = (reason, detail);
    }

    private readonly SentEvent ToEvent(int index) => new()
    {
        Index = index,
        Id = _id!,
        Kind = _kind!.Value,
        Piece = _piece!,
        Visitor = _visitor,
        MemberToken = _memberToken,
        Scroll = _scroll,
        Seconds = _seconds,
        Via = _via,
        At = _at,
    };
}
