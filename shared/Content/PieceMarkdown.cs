using System.Text;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Growth.Content;

/// <summary>An article ready for a page: its HTML, and its first words for previews.</summary>
public sealed record PieceText(string Html, string Description);

/// <summary>
/// Markdown of a team as safe HTML: raw HTML is shown as text, links lead to http, https, mailto, tel or within the site, images come
/// over https. Pure.
/// </summary>
public static class PieceMarkdown
{
    private const int DescriptionLength = 110;

    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().UseAutoLinks().UseEmphasisExtras().UseFootnotes().DisableHtml().Build();

    public static PieceText Render(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        // The page has its own title.
        if (document.FirstOrDefault(block => block is not (YamlFrontMatterBlock or LinkReferenceDefinitionGroup)) is HeadingBlock { Level: 1 } title)
            document.Remove(title);
        foreach (var link in document.Descendants<LinkInline>().ToList()) MakeSafe(link);
        foreach (var link in document.Descendants<AutolinkInline>().ToList())
            if (!link.IsEmail && !IsSafeLink(link.Url)) link.ReplaceBy(new LiteralInline(link.Url));
        return new PieceText(document.ToHtml(Pipeline), Describe(document));
    }

    private static void MakeSafe(LinkInline link)
    {
        var url = link.GetDynamicUrl?.Invoke() ?? link.Url ?? "";
        if (link.IsImage ? !IsHttps(url) : !IsSafeLink(url)) link.ReplaceBy(new LiteralInline(TextOf(link)));
        else if (link.IsImage) link.GetAttributes().AddPropertyIfNotExist("loading", "lazy");
        else if (!url.StartsWith('#') && !url.StartsWith('/')) link.GetAttributes().AddPropertyIfNotExist("rel", "noopener noreferrer");
    }

    private static bool IsHttps(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;

    private static bool IsSafeLink(string url)
    {
        if (url.AsSpan().ContainsAnyInRange('\0', ' ') || url.Contains('\\', StringComparison.Ordinal)) return false;
        // Two slashes leave the site without saying how.
        if (url.StartsWith('#') || (url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal))) return true;
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto" or "tel";
    }

    private static string Describe(MarkdownDocument document)
    {
        var text = document.Descendants<ParagraphBlock>().Select(TextOf).FirstOrDefault(found => found.Length > 0) ?? "";
        var runes = text.EnumerateRunes().ToList();
        return runes.Count <= DescriptionLength ? text : string.Concat(runes.Take(DescriptionLength - 1)) + "…";
    }

    private static string TextOf(ParagraphBlock block) => block.Inline is null ? "" : TextOf(block.Inline);

    private static string TextOf(ContainerInline inline)
    {
        var text = new StringBuilder();
        foreach (var part in inline.Descendants())
            if (part is LiteralInline literal) text.Append(literal.Content.AsSpan());
            else if (part is CodeInline code) text.Append(code.Content);
            else if (part is LineBreakInline) text.Append(' ');
        return text.ToString().Trim();
    }
}
