using System.Buffers;

namespace Growth.Storefronts.Youzan;

/// <summary>URL encoding as forms have it, read strictly: only characters that an encoder leaves, whole escapes, a plus for a space.</summary>
internal static class FormText
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.*~!'()");

    /// <returns>Null: not encoded so.</returns>
    internal static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return null;
                bytes[length++] = Convert.FromHexString(text.AsSpan(i + 1, 2))[0];
                i += 2;
            }
            else if (c == '+' || Plain.Contains(c)) bytes[length++] = c == '+' ? (byte)' ' : (byte)c;
            else return null;
        }

        return bytes[..length];
    }
}
