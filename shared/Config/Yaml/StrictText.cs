using System.Text;

namespace Growth.Config.Yaml;

/// <summary>Text as every part of the product can keep it: UTF-8, well-formed, without control characters.</summary>
internal static class StrictText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="invalid">Where the first byte stands that is not UTF-8.</param>
    internal static bool TryDecode(byte[] bytes, out string text, out Position invalid)
    {
        invalid = default;
        var start = bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        try
        {
            text = Utf8.GetString(bytes, start, bytes.Length - start);
            return true;
        }
        catch (DecoderFallbackException e)
        {
            var before = bytes.AsSpan(start, Math.Clamp(e.Index, 0, bytes.Length - start));
            var line = before.Count((byte)'\n') + 1;
            invalid = new Position(line, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
            text = "";
            return false;
        }
    }

    /// <summary>Characters no editor shows, and tabs that indent; the first of each line.</summary>
    internal static IEnumerable<(Position At, bool Tab)> Unprintable(string text)
    {
        var line = 1;
        foreach (var content in text.Split('\n'))
        {
            var indent = true;
            for (var i = 0; i < content.Length; i++)
            {
                var c = content[i];
                var tab = c == '\t' && indent;
                indent &= c == ' ';
                if (!tab && !IsControl(c, last: i == content.Length - 1)) continue;
                yield return (new Position(line, i + 1), tab);
                break;
            }

            line++;
        }
    }

    internal static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    // U+0085, U+2028, U+2029 would be line breaks to YAML 1.1 and none to an editor.
    private static bool IsControl(char c, bool last) =>
        c == '\r' ? !last : c is (< ' ' and not '\t') or (>= '\u007f' and <= '\u009f') or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff';
}
