using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Growth.Embedded.Http;

/// <summary>The host's own answers: RFC 9457 problem details.</summary>
internal static class Problem
{
    public static Task WriteAsync(HttpContext http, int status, string type, string title, string? detail = null)
    {
        http.Response.Clear();
        return WriteKeepingHeadersAsync(http, status, type, title, detail);
    }

    /// <summary>For answers whose headers say something already, such as <c>Allow</c>.</summary>
    public static async Task WriteKeepingHeadersAsync(HttpContext http, int status, string type, string title, string? detail = null)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/problem+json";
        http.Response.Headers.CacheControl = "no-store";
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("type", "/problems/" + type);
            json.WriteString("title", title);
            json.WriteNumber("status", status);
            if (detail is not null) json.WriteString("detail", detail);
            json.WriteEndObject();
        }

        http.Response.ContentLength = body.Length;
        if (HttpMethods.IsHead(http.Request.Method)) return;
        await http.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), http.RequestAborted);
    }
}
