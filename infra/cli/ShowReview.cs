using Growth.Weeks.Review;
using Spectre.Console;

namespace Growth.Cli;

/// <summary>A review on the screen: its Markdown, with headings set off where there is colour.</summary>
internal static class ShowReview
{
    public static void Run(Session session, StoredReview review)
    {
        foreach (var line in review.Markdown.TrimEnd().Split('\n'))
        {
            var text = Markup.Escape(line);
            session.Markup(line.StartsWith('#') ? $"[bold]{text}[/]" : text);
        }
    }
}
