using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace Growth.Config;

/// <summary>
/// What config means by <c>${NAME}</c>: the setting of that name (environment, or the platform's app settings), looked up when it is used,
/// so that a rotated secret needs no apply. A value never leaves through an exception, a log or the store.
/// </summary>
public sealed class Secrets(IConfiguration settings)
{
    /// <param name="text">As config has it: <c>${NAME}</c>, or a text that is no secret.</param>
    /// <param name="value">The setting's text without white space around it; the text itself when it names no setting.</param>
    /// <returns>False: the setting is absent or empty. Whoever needed it fails closed and says <see cref="NameOf"/>.</returns>
    public bool TryFind(string text, [NotNullWhen(true)] out string? value)
    {
        value = NameOf(text) is { } name ? settings[name]?.Trim() : text;
        return value is { Length: > 0 };
    }

    /// <returns>The setting's name in <c>${NAME}</c>; null: the text is no reference.</returns>
    public static string? NameOf(string text) => text.StartsWith("${", StringComparison.Ordinal) && text.EndsWith('}') ? text[2..^1] : null;
}
