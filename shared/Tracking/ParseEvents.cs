using System.Text.Json;
using System.Text.Unicode;
using Growth.Http;

namespace Growth.Tracking;

/// <summary>A body read: either a fault, or each event as sent or refused.</summary>
public sealed record EventBody
{
    public Problem? Fault { get; init; }

    public IReadOnlyList<SentEvent> Events { get; init; } = [];

    public IReadOnlyList<RefusedEvent> Refused { get; init; } = [];
}

/// <summary>
/// The strict parser of <c>POST /api/events</c>: <c>{"events": [...]}</c> in UTF-8. Pure, one pass, never throws on any input.
/// A fault of JSON or of the outer shape refuses the body; a fault inside one event refuses that event.
/// </summary>
public static class ParseEvents
{
    public const int MaxEvents = 500;
    public const int MaxBytes = 256 * 1024;

    private const string Shape = "Send an object with one field \"events\": a list of 1 to 500 events.";

    public static EventBody Run(ReadOnlySpan<byte> body)
    {
        if (body.Length > MaxBytes) return new EventBody { Fault = Problems.BodyTooLarge(MaxBytes) };
        if (body.IsEmpty) return Fault(400, "empty-body", "The body is empty", Shape);
        if (!Utf8.IsValid(body)) return NotJson("The bytes are not UTF-8.");
        try
        {
            var reader = new Utf8JsonReader(body);
            return Read(ref reader);
        }
        catch (JsonException e)
        {
            return NotJson($"Line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} is where it stops being JSON.");
        }
    }

    private static EventBody Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return WrongShape("The body is not an object.");
        var events = new List<SentEvent>();
        var refused = new List<RefusedEvent>();
        var seen = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!JsonText.TryRead(ref reader, out var name) || name != "events") return WrongShape("The body has a field that is not \"events\".");
            if (seen) return WrongShape("The body has \"events\" twice.");
            seen = true;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray) return WrongShape("\"events\" is not a list.");
            if (!ReadList(ref reader, events, refused))
                return Fault(413, "too-many-events", "Too many events", $"At most {MaxEvents} events in one request; send the rest in another.");
        }

        // Reading on to the end finds what follows the object: it makes the body no JSON.
        while (reader.Read())
        {
        }

        if (!seen) return WrongShape("The body has no field \"events\".");
        if (events.Count + refused.Count == 0) return Fault(400, "no-events", "The list of events is empty", Shape);
        return new EventBody { Events = events, Refused = refused };
    }

    private static bool ReadList(ref Utf8JsonReader reader, List<SentEvent> events, List<RefusedEvent> refused)
    {
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (index == MaxEvents) return false;
            if (ParseEvent.Run(ref reader, index, out var refusal) is { } sent) events.Add(sent);
            else refused.Add(refusal!);
        }

        return true;
    }

    private static EventBody NotJson(string detail) => new() { Fault = Problems.NotJson(detail) };

    private static EventBody WrongShape(string what) => Fault(400, "wrong-shape", "The body has the wrong shape", what + " " + Shape);

    private static EventBody Fault(int status, string kind, string title, string detail) =>
        new() { Fault = new Problem(kind, status, title, detail) };
}
