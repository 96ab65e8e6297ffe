using System.Globalization;
using System.Text.Json;
using Growth.Storage;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Growth.Http;

/// <summary>An error answer: RFC 9457 <c>application/problem+json</c>. Carries nothing of the inside: no paths, types or stack.</summary>
/// <param name="Kind">Kebab case; the wire's <c>type</c> is <c>/problems/{Kind}</c>.</param>
/// <param name="Status">400 to 599.</param>
/// <param name="Title">The same for every occurrence of the kind.</param>
/// <param name="Detail">What was wrong this time and what to do.</param>
public sealed record Problem(string Kind, int Status, string Title, string Detail) : IResult
{
    public const string MediaType = "application/problem+json";

    /// <summary>Further members, by their name on the wire; never one of RFC 9457's own.</summary>
    public IReadOnlyDictionary<string, object?> Extra { get; init; } = new Dictionary<string, object?>();

    /// <summary>Sent as <c>Retry-After</c> in whole seconds; null: no such header.</summary>
    public Duration? RetryAfter { get; init; }

    /// <summary>Comma-separated methods for <c>Allow</c> or types for <c>Accept-Post</c> go here, by header name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var body = ToJson();
        response.StatusCode = Status;
        response.ContentType = MediaType;
        response.ContentLength = body.Length;
        if (RetryAfter is { } wait) response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in Headers) response.Headers[name] = value;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    internal byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "/problems/" + Kind);
            json.WriteString("title", Title);
            json.WriteNumber("status", Status);
            json.WriteString("detail", Detail);
            foreach (var (name, value) in Extra)
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value, Json.Options);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
