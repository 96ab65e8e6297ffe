using System.Text.RegularExpressions;

namespace Growth.Embedded.Calls;

/// <summary>Names as every host takes them.</summary>
internal static partial class Names
{
    public static bool IsFunction(string name) => Function().IsMatch(name);

    /// <summary>As Azure Storage has it, short enough for <c>-poison</c> behind it.</summary>
    public static bool IsQueue(string name) => name.Length is >= 3 and <= 56 && Queue().IsMatch(name);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,126}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Function();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Queue();
}
