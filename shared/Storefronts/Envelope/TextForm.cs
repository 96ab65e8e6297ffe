using System.Text.RegularExpressions;
using Growth.Time;

namespace Growth.Storefronts.Envelope;

/// <summary>What a text may be.</summary>
/// <param name="Longest">Characters (UTF-16); at least 1.</param>
/// <param name="Allowed">In words, for whoever sent another.</param>
/// <param name="Pattern">Of the whole text, the same in .NET and in JSON Schema; null: any characters.</param>
internal sealed record TextForm(int Longest, string Allowed, string? Pattern = null)
{
    /// <summary>JSON Schema's name of it.</summary>
    public string? Format { get; init; }

    /// <summary>One of these, and nothing else.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>What no pattern says.</summary>
    public Func<string, bool> Is { get; init; } = static _ => true;

    public static TextForm Any(int longest) => new(longest, $"1 to {longest} characters");

    /// <summary>Parts of keys: no colon, no white space.</summary>
    public static TextForm Number { get; } = new(64, "1 to 64 of A-Z a-z 0-9 . _ # / -", "^[A-Za-z0-9._#/-]+$");

    public static TextForm Sku { get; } = Any(64);

    public static TextForm Code { get; } = new(64, "1 to 64 of A-Z a-z 0-9 _ -", "^[A-Za-z0-9_-]+$");

    public static TextForm Slug { get; } = new(80, "lower-case letters, digits and single hyphens", "^[a-z0-9]+(-[a-z0-9]+)*$");

    public static TextForm Currency { get; } = new(3, "an ISO 4217 code such as CNY", "^[A-Z]{3}$");

    public static TextForm Phone { get; } = new(16, "E.164, such as +8613800138000", "^\\+[1-9][0-9]{6,14}$");

    public static TextForm Email { get; } = new(254, "an email address", "^[^@\\s]+@[^@\\s]+$");

    public static TextForm Zone { get; } = new(64, "an IANA time zone such as Asia/Shanghai", "^[A-Za-z0-9_+/-]+$") { Is = static id => Zones.TryGet(id, out _) };

    public static TextForm OneOf(params IReadOnlyList<string> choices) =>
        new(choices.Max(choice => choice.Length), string.Join(", ", choices)) { Choices = choices };

    public bool Takes(string text) =>
        text.Length is > 0 && text.Length <= Longest
        && (Choices is null || Choices.Contains(text, StringComparer.Ordinal))
        // A pattern ends before a final line feed, too; no text of ours has one.
        && (Pattern is null || (!text.EndsWith('\n') && Regex.IsMatch(text, Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)))
        && Is(text);
}
