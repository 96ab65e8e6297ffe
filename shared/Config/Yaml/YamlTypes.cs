using System.Text.RegularExpressions;

namespace Growth.Config.Yaml;

/// <summary>YAML 1.2 core schema: what a plain scalar is. <c>yes</c>, <c>on</c> and <c>0o7</c>'s cousins of YAML 1.1 are text.</summary>
internal static partial class YamlTypes
{
    internal static YamlType Of(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => YamlType.Nothing,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => YamlType.Boolean,
        _ when Integer().IsMatch(text) => YamlType.Integer,
        _ when Number().IsMatch(text) => YamlType.Number,
        _ => YamlType.Text,
    };

    [GeneratedRegex(@"^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
