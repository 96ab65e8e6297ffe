using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Growth.Tracking;

/// <summary>Texts from JSON that every store can hold: no U+0000, no half surrogate pair (PostgreSQL aborts on either).</summary>
internal static class JsonText
{
    private const int Shown = 40;

    internal static SearchValues<char> IdCharacters { get; } =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    /// <summary>The text or property name the reader stands at. The bytes must be known to be UTF-8.</summary>
    internal static bool TryRead(ref Utf8JsonReader reader, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (!reader.ValueIsEscaped)
        {
            // U+0000 cannot stand unescaped in JSON.
            text = Encoding.UTF8.GetString(reader.ValueSpan);
            return true;
        }

        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The reader's way to say that \uD800 to \uDFFF stands alone.
            return false;
        }

        if (!text.Contains('\0')) return true;
        text = null;
        return false;
    }

    /// <summary>A stranger's text, short enough and plain enough for an answer.</summary>
    internal static string Shorten(string? text)
    {
        if (text is null) return "?";
        var shown = text.EnumerateRunes().Take(Shown).Select(rune => Rune.IsControl(rune) ? "?" : rune.ToString());
        return string.Concat(shown) + (text.Length > Shown ? "..." : "");
    }
}
