using System.Globalization;
using System.Net;
using System.Text;

namespace Growth.Weeks.Review;

/// <summary>The review as one page that needs nothing else: styles and pictures inline, no script.</summary>
internal static class RenderHtml
{
    public static string Run(ReviewView view)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture,
            $"""
            <!doctype html>
            <html lang="{view.Language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Escape(view.Title)}</title>
            <style>
            {ReviewStyle.Css}
            </style>
            </head>
            <body>
            <main>
            <header>
            <h1>{Escape(view.Title)} <span class="badge">{Escape(view.Badge)}</span></h1>
            <p class="sub">{Escape(view.Subtitle)}</p>
            <p class="sub">{Escape(view.State)}</p>
            <p class="score">
            """);
        foreach (var (verdict, label, count) in view.Score)
            html.Append(CultureInfo.InvariantCulture, $"<span class=\"chip {RateBar.Class(verdict)}\"><b>{count}</b> {Escape(label)}</span>");
        html.Append(CultureInfo.InvariantCulture, $"</p>\n<p class=\"headline\">{Escape(view.Headline)}</p>\n</header>\n");
        Do(html, view);
        Pieces(html, view);
        Funnel(html, view);
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"two\">\n<section>\n<h2>{Escape(view.HappenedHeading)}</h2>\n<ul>\n");
        foreach (var line in view.Happened) html.Append(CultureInfo.InvariantCulture, $"<li>{Escape(line)}</li>\n");
        html.Append(CultureInfo.InvariantCulture, $"</ul>\n</section>\n<section>\n<h2>{Escape(view.CampaignHeading)}</h2>\n<dl>\n");
        foreach (var (label, value) in view.Campaign) html.Append(CultureInfo.InvariantCulture, $"<dt>{Escape(label)}</dt><dd>{Escape(value)}</dd>\n");
        html.Append("</dl>\n</section>\n</div>\n");
        if (view.Before.Count > 0) Before(html, view);
        html.Append(CultureInfo.InvariantCulture,
            $"""
            <section>
            <h2>{Escape(view.NextHeading)}</h2>
            <p>{Escape(view.NextNote)}</p>
            <details><summary>YAML</summary><pre>{Escape(view.NextYaml.TrimEnd())}</pre></details>
            </section>
            </main>
            </body>
            </html>

            """);
        return html.ToString().ReplaceLineEndings("\n");
    }

    internal static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static void Do(StringBuilder html, ReviewView view)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section class=\"do\">\n<h2>{Escape(view.DoHeading)}</h2>\n<ul>\n");
        foreach (var advice in view.Do)
            html.Append(CultureInfo.InvariantCulture, $"<li><span class=\"tag {advice.Kind.ToString().ToLowerInvariant()}\">{Escape(advice.Label)}</span><span>{Escape(advice.Text)}</span></li>\n");
        html.Append("</ul>\n</section>\n");
    }

    private static void Pieces(StringBuilder html, ReviewView view)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Escape(view.PiecesHeading)}</h2>\n");
        foreach (var piece in view.Pieces)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"""
                <article>
                <h3><a href="{Escape(piece.Link)}">{Escape(piece.Title)}</a></h3>
                <p class="when{(piece.IsPublished ? "" : " warn")}">{Escape(piece.Published)}</p>
                <div class="rates">

                """);
            foreach (var rate in piece.Rates) Rate(html, rate);
            html.Append(CultureInfo.InvariantCulture, $"</div>\n<p class=\"counts\">{Escape(piece.Counts)}</p>\n</article>\n");
        }

        html.Append("</section>\n");
    }

    private static void Rate(StringBuilder html, RateView rate)
    {
        var verdict = RateBar.Class(rate.Measured.Verdict);
        html.Append(CultureInfo.InvariantCulture,
            $"""
            <div class="rate">
            <p><span>{Escape(rate.Label)} <b>{Escape(rate.Value)}</b></span><span class="chip {verdict}">{Escape(rate.Verdict)}</span></p>
            {RateBar.Svg(rate.Measured, $"{rate.Label} {rate.Value}, {rate.Verdict}")}
            <p class="figures">{Escape(rate.Figures)}</p>
            </div>

            """);
    }

    private static void Funnel(StringBuilder html, ReviewView view)
    {
        var most = Math.Max(1, view.Funnel.Max(stage => stage.Count));
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Escape(view.FunnelHeading)}</h2>\n<ol class=\"funnel\">\n");
        foreach (var stage in view.Funnel)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"""
                <li{(stage.IsLoss ? " class=\"loss\"" : "")}><span class="name">{Escape(stage.Label)}</span><span class="track"><span class="fill" style="width:{100.0 * stage.Count / most:0.#}%"></span></span><span class="n"><b>{stage.Count}</b> <small>{Escape(stage.Conversion)}</small></span></li>

                """);
        }

        html.Append(CultureInfo.InvariantCulture, $"</ol>\n<p class=\"lossline\">{Escape(view.Loss)}</p>\n</section>\n");
    }

    private static void Before(StringBuilder html, ReviewView view)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Escape(view.BeforeHeading)}</h2>\n<table>\n");
        for (var row = 0; row < view.Before.Count; row++)
        {
            var cell = row == 0 ? "th" : "td";
            html.Append("<tr>").AppendJoin("", view.Before[row].Select(text => $"<{cell}>{Escape(text)}</{cell}>")).Append("</tr>\n");
        }

        html.Append("</table>\n</section>\n");
    }
}
