using System.Net;
using Growth.Tests.Tracking;
using Xunit;

namespace Growth.Tests.Content;

public abstract class PiecePageTests
{
    public sealed class OnSqlite : PiecePageTests;

    public sealed class OnPostgres : PiecePageTests;

    private const string Path = "/c/" + TrackingStore.Published;

    [Fact]
    public async Task Get_PublishedPiece_IsAPageThatNoScriptCanEnter()
    {
        await using var host = await StartAsync("# 为什么\n\n第一段。<script>alert(1)</script>\n", "为什么<是>\"21\"天");

        using var answer = await host.Client.GetAsync(Path);
        var html = await answer.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Contains("<h1>为什么&lt;是&gt;&quot;21&quot;天</h1>", html);
        Assert.Contains("<meta property=\"og:url\" content=\"https://growth.example.com/c/why-21-days\">", html);
        Assert.Contains("2026年11月23日", html);
        Assert.DoesNotContain("<script>alert", html);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'sha256-", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.DoesNotContain("http-equiv", html);
        Assert.DoesNotContain("src=\"", html);
    }

    [Fact]
    public async Task Get_WithTheTagItGave_Is304UntilTheTextChanges()
    {
        await using var host = await StartAsync("一");
        using var first = await host.Client.GetAsync(Path);
        host.Client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);

        using var same = await host.Client.GetAsync(Path);
        await host.Database.WriteAsync(transaction => transaction.ExecuteAsync("update piece set title = '新' where slug = @Published", new { TrackingStore.Published }));
        using var changed = await host.Client.GetAsync(Path);

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (same.StatusCode, changed.StatusCode));
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.NotEqual(first.Headers.ETag, changed.Headers.ETag);
    }

    [Fact]
    public async Task Head_PublishedPiece_SaysTheLengthAndSendsNothing()
    {
        await using var host = await StartAsync("一");
        using var request = new HttpRequestMessage(HttpMethod.Head, Path);

        using var answer = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Content.Headers.ContentLength > 1000);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/c/no-such")]
    [InlineData("/c/" + TrackingStore.NotPublished)]
    [InlineData("/c/%01")]
    [InlineData("/c/%3Cscript%3E")]
    public async Task Get_UnknownOrNotYetPublished_IsTheSame404(string path)
    {
        await using var host = await StartAsync("一");

        using var answer = await host.Client.GetAsync(path);
        var html = await answer.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Contains("这里还没有文章", html);
        Assert.DoesNotContain("script", html);
    }

    [Theory]
    [InlineData("https://example.com/a?b=1", 302)]
    [InlineData("http://example.com/a", 404)]
    [InlineData("javascript:alert(1)", 404)]
    public async Task Get_PieceElsewhere_RedirectsOverHttpsOnly(string url, int status)
    {
        await using var host = await StartAsync("一");
        await host.Database.WriteAsync(transaction => transaction.ExecuteAsync(
            "update piece set url = @url, article_hash = null where slug = @Published", new { url, TrackingStore.Published }));
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Host.Address };

        using var answer = await client.GetAsync(Path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 302 ? url : null, answer.Headers.Location?.AbsoluteUri);
    }

    internal static async Task<TrackingHost> StartAsync(string markdown, string title = "题")
    {
        var host = await TrackingHost.StartAsync();
        await host.Database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync("insert into article (hash, markdown) values ('h1', @markdown)", new { markdown });
            await transaction.ExecuteAsync("update piece set article_hash = 'h1', title = @title", new { title });
        });
        return host;
    }
}
