using System.Text.RegularExpressions;
using Growth.Config;
using Growth.Time;

namespace Growth.Weeks;

/// <summary>
/// Next week's plan proposed from an earlier one: the same campaign and pieces with new names, its dates moved by as many weeks. Pure.
/// The titles are marked, because what is drafted still wants a person's eye.
/// </summary>
public static partial class DraftWeek
{
    private const int NameLength = 64;

    /// <param name="used">Slugs and campaign keys that are taken.</param>
    public static WeekPlan Run(WeekPlan last, IsoWeek week, Language language, IReadOnlySet<string> used)
    {
        var days = NodaTime.Period.DaysBetween(last.Week.Monday, week.Monday);
        var taken = new HashSet<string>(used, StringComparer.Ordinal);
        var campaign = last.Campaign;
        return new WeekPlan
        {
            Week = week,
            Campaign = campaign with
            {
                Key = NewName(campaign.Key, week, taken),
                Enrol = campaign.Enrol with { From = campaign.Enrol.From.PlusDays(days), Until = campaign.Enrol.Until.PlusDays(days) },
                Stop = false,
            },
            Content = [.. last.Content.Select(piece => piece with { Slug = NewName(piece.Slug, week, taken), Title = Mark(language) + Unmark(piece.Title) })],
        };
    }

    /// <summary>The plan a person has approved: without the marks.</summary>
    public static WeekPlan Approved(WeekPlan draft) => draft with { Content = [.. draft.Content.Select(piece => piece with { Title = Unmark(piece.Title) })] };

    private static string Mark(Language language) => language is Language.ZhCn ? "[草稿] " : "[Draft] ";

    private static string Unmark(string title)
    {
        foreach (var mark in new[] { Mark(Language.ZhCn), Mark(Language.En) })
        {
            if (title.StartsWith(mark, StringComparison.Ordinal)) return title[mark.Length..];
        }

        return title;
    }

    /// <summary><c>why-21-days</c> or <c>why-21-days-2026-w47</c> becomes <c>why-21-days-2026-w48</c>; with a number behind it when that is taken.</summary>
    private static string NewName(string name, IsoWeek week, HashSet<string> taken)
    {
        var stem = WeekSuffix().Replace(name, "");
        for (var number = 1; ; number++)
        {
            var suffix = $"-{week.ToString().ToLowerInvariant()}" + (number == 1 ? "" : $"-{number}");
            var candidate = stem[..Math.Min(stem.Length, NameLength - suffix.Length)].TrimEnd('-') + suffix;
            if (taken.Add(candidate)) return candidate;
        }
    }

    [GeneratedRegex("-[0-9]{4}-w[0-9]{2}(-[0-9]+)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex WeekSuffix();
}
