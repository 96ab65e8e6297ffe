using Growth.Content;
using Xunit;

namespace Growth.Tests.Content;

public sealed class PieceMarkdownTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a <img src=x onerror=alert(1)> b")]
    [InlineData("[a](javascript:alert(1))")]
    [InlineData("[a](JaVaScRiPt:alert(1))")]
    [InlineData("[a](java&#10;script:alert(1))")]
    [InlineData("[a](&#1;javascript:alert(1))")]
    [InlineData("[a](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[a](vbscript:x)")]
    [InlineData("[a](//evil.example.com)")]
    [InlineData("[a](/\\evil.example.com)")]
    [InlineData("![a](http://example.com/a.png)")]
    [InlineData("![a](javascript:alert(1))")]
    [InlineData("![a](data:image/svg+xml,<svg>)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[a][b]\n\n[b]: javascript:alert(1)")]
    [InlineData("**[a](javascript:alert(1)) and [b](javascript:alert(2))**")]
    public void Render_AnythingThatActs_IsOnlyText(string markdown)
    {
        var html = PieceMarkdown.Render(markdown).Html;

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=", html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("[a](https://example.com/?q=一)", "<a href=\"https://example.com/?q=%E4%B8%80\" rel=\"noopener noreferrer\">a</a>")]
    [InlineData("[a](/c/other)", "<a href=\"/c/other\">a</a>")]
    [InlineData("<https://example.com>", "<a href=\"https://example.com\">https://example.com</a>")]
    [InlineData("![图](https://example.com/a.png)", "<img src=\"https://example.com/a.png\" loading=\"lazy\" alt=\"图\" />")]
    public void Render_SafeLinksAndImages_AreKept(string markdown, string html) => Assert.Contains(html, PieceMarkdown.Render(markdown).Html);

    [Fact]
    public void Render_OwnTitleAndFrontMatter_AreLeftToThePage()
    {
        var text = PieceMarkdown.Render("---\nauthor: x\n---\n\n# 标题\n\n第一段,**很**短。\n\n# 第二\n");

        Assert.DoesNotContain("标题", text.Html);
        Assert.DoesNotContain("author", text.Html);
        Assert.Contains("第二", text.Html);
        Assert.Equal("第一段,很短。", text.Description);
    }

    [Fact]
    public void Render_LongFirstParagraph_IsCutForPreviewsBetweenCharacters()
    {
        var description = PieceMarkdown.Render(string.Concat(Enumerable.Repeat("😀", 300))).Description;

        Assert.Equal(110, description.EnumerateRunes().Count());
        Assert.EndsWith("😀…", description);
    }

    [Fact]
    public void Render_EmptyText_IsEmpty() => Assert.Equal(new PieceText("", ""), PieceMarkdown.Render(""));
}
