using System.Text;
using Growth.Config;
using Spectre.Console;

namespace Growth.Cli;

/// <summary>Problems of a workspace, each with the line it stands in and a caret below the place.</summary>
internal static class ShowProblems
{
    private const int MaxExcerpt = 160;

    public static void Run(Session session, IReadOnlyList<Problem> problems)
    {
        var lines = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var problem in problems)
        {
            var colour = problem.IsError ? "red" : "yellow";
            session.Markup($"[{colour}]{Markup.Escape(problem.ToString(session.Language))}[/]");
            if (problem.Line > 0) Excerpt(session, problem, lines);
            session.Line();
        }
    }

    public static object AsJson(Session session, Problem problem) => new
    {
        rule = problem.Rule,
        severity = problem.Severity,
        file = problem.File,
        line = problem.Line,
        column = problem.Column,
        path = problem.Path,
        value = problem.Value,
        message = problem.Message.In(session.Language),
        allowed = problem.Allowed?.In(session.Language),
        suggestion = problem.Suggestion,
    };

    private static void Excerpt(Session session, Problem problem, Dictionary<string, string[]> files)
    {
        if (!files.TryGetValue(problem.File, out var lines)) files.Add(problem.File, lines = ReadLines(Path.Combine(session.Workspace, problem.File)));
        // What was written there may be a secret that should not be: then the problem carries no value, and neither does the screen.
        if (problem.Line > lines.Length || problem.Rule.Contains("secret", StringComparison.Ordinal)) return;
        var line = lines[problem.Line - 1];
        if (line.Length > MaxExcerpt || problem.Column < 1 || problem.Column > line.Length + 1) return;
        var number = $"{problem.Line}";
        session.Markup($"  [grey]{number} |[/] {Markup.Escape(line)}");
        session.Markup($"  [grey]{new string(' ', number.Length)} |[/] {Blank(line.AsSpan(0, problem.Column - 1))}[bold]^[/]");
    }

    // As wide on screen as the text above: Chinese characters and full-width signs take two cells.
    private static string Blank(ReadOnlySpan<char> text)
    {
        var blank = new StringBuilder();
        foreach (var rune in text.EnumerateRunes()) blank.Append(' ', Math.Max(1, rune.ToString().GetCellWidth()));
        return blank.ToString();
    }

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
