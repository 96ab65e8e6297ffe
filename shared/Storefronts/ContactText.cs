using System.Text.RegularExpressions;

namespace Growth.Storefronts;

/// <summary>Phones and addresses as shops let people type them: taken where they are plainly one, else left out.</summary>
internal static partial class ContactText
{
    /// <returns>E.164; null: no country code, masked, encrypted or no phone.</returns>
    internal static string? Phone(string? text)
    {
        if (text is null) return null;
        var digits = Between().Replace(text, "");
        return E164().IsMatch(digits) ? digits : null;
    }

    internal static string? Email(string? text) => text is { Length: <= 254 } && Address().IsMatch(text) ? text : null;

    [GeneratedRegex("[ ().-]", RegexOptions.NonBacktracking)]
    private static partial Regex Between();

    [GeneratedRegex("^\\+[1-9][0-9]{6,14}$", RegexOptions.NonBacktracking)]
    private static partial Regex E164();

    [GeneratedRegex("^[^@\\s]+@[^@\\s]+\\.[^@\\s.]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
