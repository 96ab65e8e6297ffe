using System.Security.Cryptography;
using System.Text;
using Dapper;
using Growth.Config;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Content;

/// <summary>What <c>/c/{slug}</c> leads to: a page, an address elsewhere, or nothing yet.</summary>
public abstract record PageFound
{
    private PageFound()
    {
    }

    /// <param name="Tag">Changes when the bytes do.</param>
    /// <param name="Html">Renders them.</param>
    public sealed record Page(string Tag, Func<string> Html) : PageFound;

    /// <param name="Url">Always https.</param>
    public sealed record Elsewhere(Uri Url) : PageFound;

    public sealed record Lost(Language Language) : PageFound;
}

/// <summary>Finds a published piece by its slug.</summary>
public sealed class FindPiecePage(Database database)
{
    /// <summary>Longer ones than the plan allows are not looked up.</summary>
    private const int MaxSlug = 200;

    public Task<PageFound> RunAsync(string slug, CancellationToken cancellationToken) => database.ReadAsync<PageFound>(async connection =>
    {
        var workspace = await WorkspaceStore.CurrentAsync(connection);
        var lost = new PageFound.Lost(workspace?.Config.Language ?? Language.ZhCn);
        if (workspace is null || slug.Length > MaxSlug) return lost;
        var piece = await connection.QueryFirstOrDefaultAsync<Row>(
            """
            select p.slug, p.title, p.url, p.article_hash as ArticleHash, p.reading_seconds as ReadingSeconds, p.published_at as PublishedAt, a.markdown
            from piece p left join article a on a.hash = p.article_hash
            where p.slug = @slug and p.published_at is not null
            """,
            new { slug });
        if (piece?.Url is { } url) return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps ? new PageFound.Elsewhere(uri) : lost;
        return piece?.Markdown is null ? lost : Page(workspace.Config, piece);
    }, cancellationToken);

    private static PageFound.Page Page(GrowthConfig config, Row piece)
    {
        var view = new PieceView
        {
            Slug = piece.Slug,
            Title = piece.Title,
            From = config.Messages.Sender ?? config.Workspace,
            Address = new Uri(config.PublicUrl, "/c/" + Uri.EscapeDataString(piece.Slug)),
            Published = config.Zone.ToLocal(piece.PublishedAt).Date,
            ReadingSeconds = piece.ReadingSeconds,
            Language = config.Language,
        };
        var parts = Encoding.UTF8.GetBytes($"{PageAssets.Policy}\n{piece.ArticleHash}\n{view}\n{typeof(PiecePage).Module.ModuleVersionId}");
        return new PageFound.Page(
            Convert.ToHexStringLower(SHA256.HashData(parts).AsSpan(0, 16)), () => PiecePage.Render(view, PieceMarkdown.Render(piece.Markdown!)));
    }

    private sealed record Row
    {
        public string Slug { get; init; } = "";

        public string Title { get; init; } = "";

        public string? Url { get; init; }

        public string? ArticleHash { get; init; }

        public long ReadingSeconds { get; init; }

        public Instant PublishedAt { get; init; }

        public string? Markdown { get; init; }
    }
}
