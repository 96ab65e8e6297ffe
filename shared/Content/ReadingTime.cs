using System.Text;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using NodaTime;

namespace Growth.Content;

/// <summary>How long a text takes to read: Chinese, Japanese and Korean characters by the character, everything else by the word; code, markup and addresses excluded.</summary>
public static class ReadingTime
{
    /// <summary>Nothing is read faster: a view that lasts seconds is not a reading.</summary>
    public static readonly Duration Shortest = Duration.FromSeconds(30);

    /// <param name="charactersPerMinute">100 to 2000.</param>
    /// <param name="wordsPerMinute">50 to 1000.</param>
    /// <returns>Whole seconds, rounded up; 30 s or more.</returns>
    /// <exception cref="ArgumentException">The Markdown is nested too deeply to be parsed.</exception>
    public static Duration Estimate(string markdown, int charactersPerMinute, int wordsPerMinute)
    {
        var (characters, words) = Count(markdown);
        var seconds = (characters * 60m / charactersPerMinute) + (words * 60m / wordsPerMinute);
        return Duration.Max(Shortest, Duration.FromSeconds((long)Math.Ceiling(seconds)));
    }

    internal static (int Characters, int Words) Count(string markdown)
    {
        var (characters, words) = (0, 0);
        foreach (var block in Markdown.Parse(markdown).Descendants<LeafBlock>())
        {
            // Code and HTML blocks have lines, not inlines.
            if (block.Inline is null) continue;
            var (blockCharacters, blockWords) = CountText(TextOf(block.Inline));
            characters += blockCharacters;
            words += blockWords;
        }

        return (characters, words);
    }

    // A word may run over several literals (a**b**c is one); only breaks, code and tags end it.
    private static string TextOf(ContainerInline inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines.Descendants())
        {
            if (inline is LiteralInline literal) text.Append(literal.Content.AsSpan());
            else if (inline is HtmlEntityInline entity) text.Append(entity.Transcoded.AsSpan());
            else if (inline is LineBreakInline or CodeInline or HtmlInline or AutolinkInline) text.Append(' ');
        }

        return text.ToString();
    }

    private static (int Characters, int Words) CountText(string text)
    {
        var (characters, words, inWord) = (0, 0, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsCjk(rune.Value))
            {
                characters++;
                inWord = false;
            }
            else if (Rune.IsLetterOrDigit(rune))
            {
                if (!inWord) words++;
                inWord = true;
            }
            else if (rune.Value is not ('\'' or '’' or '-'))
            {
                inWord = false;
            }
        }

        return (characters, words);
    }

    private static bool IsCjk(int rune) => rune is (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
