namespace Growth.Config.Yaml;

/// <summary>The problems of one file, with the places its keys were written at. A hostile file stops being described after a few hundred.</summary>
internal sealed class Findings(string file)
{
    internal const int Most = 300;

    private readonly List<Problem> _problems = [];
    private readonly Dictionary<string, Position> _places = new(StringComparer.Ordinal);
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);

    internal string File => file;

    internal IReadOnlyList<Problem> Problems => _problems;

    internal bool Full => _problems.Count >= Most;

    internal void Add(string rule, Position at, string path, Words message, string? value = null, Words? allowed = null, string? suggestion = null, Severity severity = Severity.Error)
    {
        if (Full) return;
        _problems.Add(new Problem
        {
            Rule = rule,
            Severity = severity,
            File = file,
            Line = at.Line,
            Column = at.Column,
            Path = path,
            Value = value is null ? null : Shorten(value),
            Message = message,
            Allowed = allowed,
            Suggestion = suggestion,
        });
        if (Full)
            _problems.Add(new Problem { Rule = "too-many-problems", File = file, Message = new($"More than {Most} problems; the rest is not shown.", $"问题超过 {Most} 个，其余从略。") });
    }

    /// <summary>A problem of something bound, at the place where it or its nearest parent was written.</summary>
    internal void Add(string rule, string path, Words message, string? value = null, Words? allowed = null, string? suggestion = null, Severity severity = Severity.Error) =>
        Add(rule, PlaceOf(path), path, message, value, allowed, suggestion, severity);

    /// <summary>The same places, no problems yet.</summary>
    internal Findings Fork()
    {
        var fork = new Findings(file);
        foreach (var (path, at) in _places) fork._places[path] = at;
        fork._broken.UnionWith(_broken);
        return fork;
    }

    internal void Place(string path, Position at) => _places[path] = at;

    /// <summary>The value at this path stands in for one that could not be read: no rule may judge it.</summary>
    internal void Break(string path) => _broken.Add(path);

    internal bool AnyBroken => _broken.Count > 0;

    /// <returns>Whether the value at the path, or what it is part of, could not be read.</returns>
    internal bool IsBroken(string path) => _broken.Any(broken => Covers(broken, path));

    /// <returns>Whether the value at the path is whole: neither it, nor what it is part of, nor a part of it is broken.</returns>
    internal bool IsWhole(string path) => !_broken.Any(broken => Covers(broken, path) || Covers(path, broken));

    private static bool Covers(string whole, string part) =>
        whole.Length == 0 || (part.StartsWith(whole, StringComparison.Ordinal) && (part.Length == whole.Length || part[whole.Length] is '.' or '['));

    private Position PlaceOf(string path)
    {
        while (true)
        {
            if (_places.TryGetValue(path, out var place)) return place;
            if (path.Length == 0) return default;
            path = path[..Math.Max(path.LastIndexOfAny(['.', '[']), 0)];
        }
    }

    internal static string Shorten(string value)
    {
        var line = string.Concat(value.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return line.Length <= 80 ? line : line[..77] + "...";
    }
}
