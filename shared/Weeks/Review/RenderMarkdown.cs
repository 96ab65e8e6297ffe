using System.Text;

namespace Growth.Weeks.Review;

/// <summary>The review as Markdown. Titles come from a team's YAML: what would be markup in them is escaped.</summary>
internal static class RenderMarkdown
{
    public static string Run(ReviewView view)
    {
        var text = new StringBuilder();
        Line(text, $"# {Plain(view.Title)} · {view.Badge}", "", Plain(view.Subtitle), "", view.State, "", $"**{Plain(view.Headline)}**", "", $"## {view.DoHeading}", "");
        foreach (var advice in view.Do) Line(text, $"- **{advice.Label}** {Plain(advice.Text)}");
        Line(text, "", $"## {view.PiecesHeading}", "");
        foreach (var piece in view.Pieces) Piece(text, piece);
        Line(text, $"## {view.FunnelHeading}", "");
        foreach (var stage in view.Funnel) Line(text, $"- {stage.Label}: {stage.Count}{(stage.Conversion.Length > 0 ? $" ({stage.Conversion})" : "")}{(stage.IsLoss ? " ◀" : "")}");
        Line(text, "", $"**{Plain(view.Loss)}**", "", $"## {view.CampaignHeading}", "");
        foreach (var (label, value) in view.Campaign) Line(text, $"- {label}: {Plain(value)}");
        Line(text, "", $"## {view.HappenedHeading}", "");
        foreach (var line in view.Happened) Line(text, $"- {Plain(line)}");
        if (view.Before.Count > 0) Table(text, view);
        Line(text, "", $"## {view.NextHeading}", "", view.NextNote, "", "```yaml", Fenced(view.NextYaml), "```");
        return text.ToString();
    }

    private static void Piece(StringBuilder text, PieceView piece)
    {
        Line(text, $"### {Plain(piece.Title)}", "", $"{Plain(piece.Published)} · <{piece.Link}>", "");
        foreach (var rate in piece.Rates) Line(text, $"- {rate.Label} **{rate.Value}** — **{rate.Verdict}** ({rate.Figures})");
        Line(text, $"- {Plain(piece.Counts)}", "");
    }

    private static void Table(StringBuilder text, ReviewView view)
    {
        Line(text, "", $"## {view.BeforeHeading}", "");
        for (var row = 0; row < view.Before.Count; row++)
        {
            Line(text, "| " + string.Join(" | ", view.Before[row].Select(Plain)) + " |");
            if (row == 0) Line(text, "|" + string.Concat(Enumerable.Repeat("---|", view.Before[row].Count)));
        }
    }

    private static void Line(StringBuilder text, params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines) text.Append(line).Append('\n');
    }

    private static string Plain(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '&') escaped.Append('\\');
            escaped.Append(char.IsControl(c) ? ' ' : c);
        }

        return escaped.ToString();
    }

    /// <summary>A fence inside the plan would end the block.</summary>
    private static string Fenced(string yaml) => yaml.TrimEnd().Replace("```", "` ` `", StringComparison.Ordinal);
}
