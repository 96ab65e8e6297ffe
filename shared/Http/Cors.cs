using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Growth.Http;

/// <summary>Cross-origin requests (https://fetch.spec.whatwg.org/#http-cors-protocol): origins by exact name, no cookies.</summary>
public static class Cors
{
    private const string Methods = "GET, POST, PUT, DELETE";
    private const string RequestHeaders = "content-type";

    /// <summary>Seconds a browser may remember a preflight's answer.</summary>
    private const string Remember = "3600";

    /// <param name="origins">As growth.yaml names them: <c>https://shop.example.com</c>.</param>
    /// <returns>True: the request was a preflight or another OPTIONS, and is answered.</returns>
    public static bool Answer(HttpContext http, IReadOnlyList<string> origins)
    {
        var origin = http.Request.Headers.Origin.ToString();
        var headers = http.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        var allowed = origin.Length > 0 && origins.Contains(origin, StringComparer.OrdinalIgnoreCase);
        if (allowed)
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlExposeHeaders = HeaderNames.RetryAfter;
        }

        if (!HttpMethods.IsOptions(http.Request.Method)) return false;
        if (allowed)
        {
            headers.AccessControlAllowMethods = Methods;
            headers.AccessControlAllowHeaders = RequestHeaders;
            headers.AccessControlMaxAge = Remember;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
