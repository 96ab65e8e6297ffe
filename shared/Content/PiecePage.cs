using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Growth.Config;
using NodaTime;

namespace Growth.Content;

/// <summary>What a page shows.</summary>
public sealed record PieceView
{
    public required string Slug { get; init; }

    public required string Title { get; init; }

    /// <summary>Whose page it is.</summary>
    public required string From { get; init; }

    /// <summary>The page's own address on the public site.</summary>
    public required Uri Address { get; init; }

    /// <summary>The day of publishing in the workspace's zone.</summary>
    public required LocalDate Published { get; init; }

    public required long ReadingSeconds { get; init; }

    public required Language Language { get; init; }
}

/// <summary>The hosted page of a piece. Pure: the same view and text are the same bytes.</summary>
public static class PiecePage
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Render(PieceView view, PieceText text)
    {
        var words = Words.Of(view.Language);
        var minutes = Math.Max(1, (view.ReadingSeconds + 30) / 60);
        return $"""
            <!doctype html>
            <html lang="{words.Lang}" data-slug="{E(view.Slug)}" data-copied="{E(words.Copied)}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
            <title>{E(view.Title)}</title>
            <meta name="description" content="{E(text.Description)}">
            <link rel="canonical" href="{E(view.Address.AbsoluteUri)}">
            <meta property="og:type" content="article">
            <meta property="og:title" content="{E(view.Title)}">
            <meta property="og:description" content="{E(text.Description)}">
            <meta property="og:url" content="{E(view.Address.AbsoluteUri)}">
            <meta property="og:site_name" content="{E(view.From)}">
            <style>{PageAssets.Style}</style>
            </head>
            <body>
            <div class="bar" aria-hidden="true"></div>
            <main>
            <header>
            <p class="from">{E(view.From)}</p>
            <h1>{E(view.Title)}</h1>
            <p class="meta"><time datetime="{view.Published:yyyy-MM-dd}">{E(words.Date(view.Published))}</time> · {E(words.Minutes(minutes))}</p>
            </header>
            <article>
            {text.Html.TrimEnd()}
            </article>
            <footer>
            <button class="share" type="button">{E(words.Share)}</button>
            <p role="status"></p>
            </footer>
            </main>
            <script>{PageAssets.Script}</script>
            </body>
            </html>

            """;
    }

    /// <summary>The same answer for a slug that never was and for a piece that is still to come.</summary>
    public static string RenderLost(Language language)
    {
        var words = Words.Of(language);
        return $"""
            <!doctype html>
            <html lang="{words.Lang}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{E(words.Lost)}</title>
            <style>{PageAssets.Style}</style>
            </head>
            <body><main class="lost"><h1>{E(words.Lost)}</h1><p class="meta">{E(words.LostHint)}</p></main></body>
            </html>

            """;
    }

    private static string E(string text) => Encoder.Encode(text);

    private sealed record Words(string Lang, string Share, string Copied, string Lost, string LostHint, Func<LocalDate, string> Date, Func<long, string> Minutes)
    {
        private static readonly Words Chinese = new(
            "zh-CN", "转发", "链接已复制", "这里还没有文章", "链接可能有误，或者文章尚未发布。",
            date => string.Create(CultureInfo.InvariantCulture, $"{date.Year}年{date.Month}月{date.Day}日"), minutes => $"约 {minutes} 分钟读完");

        private static readonly Words English = new(
            "en", "Share", "Link copied", "There is no article here", "The link may be wrong, or the article is not published yet.",
            date => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture), minutes => $"{minutes} min read");

        public static Words Of(Language language) => language == Language.ZhCn ? Chinese : English;
    }
}
