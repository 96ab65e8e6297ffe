using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Growth.Content;

/// <summary>Answers with a page: its headers, 304 when the client has these bytes, and no body to HEAD.</summary>
public sealed class PageResult(PageFound found) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        switch (found)
        {
            case PageFound.Page page:
                response.Headers.ETag = $"\"{page.Tag}\"";
                // Kept anywhere, asked about each time: a page is one row and a hash away from 304.
                response.Headers.CacheControl = "public, no-cache";
                if (Has(request.Headers.IfNoneMatch, page.Tag)) response.StatusCode = StatusCodes.Status304NotModified;
                else await WriteAsync(httpContext, StatusCodes.Status200OK, page.Html());
                break;
            case PageFound.Elsewhere elsewhere:
                response.Headers.CacheControl = "no-store";
                response.Headers.Location = elsewhere.Url.AbsoluteUri;
                response.StatusCode = StatusCodes.Status302Found;
                break;
            case PageFound.Lost lost:
                response.Headers.CacheControl = "no-store";
                await WriteAsync(httpContext, StatusCodes.Status404NotFound, PiecePage.RenderLost(lost.Language));
                break;
        }
    }

    private static bool Has(StringValues tags, string tag) => tags
        .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries))
        .Any(value => value == "*" || (value.StartsWith("W/", StringComparison.Ordinal) ? value[2..] : value) == $"\"{tag}\"");

    private static async Task WriteAsync(HttpContext context, int status, string html)
    {
        var bytes = Encoding.UTF8.GetBytes(html);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.ContentSecurityPolicy = PageAssets.Policy;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
