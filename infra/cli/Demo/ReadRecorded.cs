using System.Text.Json;
using Growth.Storage;
using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>A line that cannot be replayed.</summary>
internal sealed record RecordedProblem(int Line, string Text);

/// <summary>Recorded events as acts, and the lines that are none.</summary>
internal sealed record Recorded(IReadOnlyList<Act> Acts, IReadOnlyDictionary<string, int> Lines, IReadOnlyList<RecordedProblem> Problems);

/// <summary>
/// Reads events for a replay, one JSON object a line: <c>at</c> (a time with offset), <c>kind</c> (view, progress, share), <c>piece</c> (a slug),
/// <c>visitor</c> (any name; every name becomes one visitor), and as they apply <c>scroll</c>, <c>seconds</c>, <c>via</c> (the name of the
/// visitor whose link was followed) and <c>id</c> (else made from the line's number).
/// </summary>
internal static class ReadRecorded
{
    private const int MaxLine = 4096;
    private const int MaxName = 64;

    public static Recorded Run(IEnumerable<string> lines, Instant from, Instant until)
    {
        var acts = new List<Act>();
        var byId = new Dictionary<string, int>(StringComparer.Ordinal);
        var problems = new List<RecordedProblem>();
        var people = new Dictionary<string, Person>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (Parse(line, number, from, until, people, out var act) is { } problem) problems.Add(new RecordedProblem(number, problem));
            else if (!byId.TryAdd(act!.EventId, number)) problems.Add(new RecordedProblem(number, $"the id '{act.EventId}' stands in line {byId[act.EventId]} already"));
            else acts.Add(act);
        }

        return new Recorded(acts, byId, problems);
    }

    private static string? Parse(string text, int number, Instant from, Instant until, Dictionary<string, Person> people, out Act? act)
    {
        act = null;
        if (text.Length > MaxLine) return $"longer than {MaxLine} characters";
        Line line;
        try
        {
            line = Json.Read<Line>(text);
        }
        catch (JsonException e)
        {
            return $"not an event as --help describes it: {e.Message}";
        }

        if (!OffsetTimes.TryParse(line.At, out var at)) return $"at is '{line.At}', not a time with its offset such as 2026-11-23T08:05:00+08:00";
        if (at < from || at >= until) return $"at is {at}, outside the demo's time {from} to {until}";
        if (line.Visitor.Length is 0 or > MaxName) return $"visitor is a name of 1 to {MaxName} characters";
        ActKind? kind = line.Kind switch { "view" => ActKind.Open, "progress" => ActKind.Progress, "share" => ActKind.Share, _ => null };
        if (kind is null) return $"kind is '{line.Kind}'; allowed: view, progress, share";
        if (!people.TryGetValue(line.Visitor, out var person)) people.Add(line.Visitor, person = Person.Guest(0, line.Visitor));
        act = new Act
        {
            At = at,
            Person = person,
            Kind = kind.Value,
            EventId = line.Id ?? $"line-{number}",
            Piece = line.Piece,
            Scroll = line.Scroll ?? 0,
            Seconds = line.Seconds ?? 0,
            Via = line.Via,
            Step = number,
        };
        return null;
    }

    private sealed record Line
    {
        public required string At { get; init; }

        public string? Id { get; init; }

        public required string Kind { get; init; }

        public required string Piece { get; init; }

        public required string Visitor { get; init; }

        public int? Scroll { get; init; }

        public int? Seconds { get; init; }

        public string? Via { get; init; }
    }
}
