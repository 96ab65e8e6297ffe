using System.Text.Json;
using Growth.Storage;
using Microsoft.AspNetCore.Http;

namespace Growth.Http;

/// <summary>Answers with JSON in the one serializer setting. What it says is true at this moment: never cached.</summary>
public static class JsonAnswer
{
    public static IResult Of<T>(int status, T value) => new Result<T>(status, value);

    private sealed class Result<T>(int status, T value) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            // Small and whole in memory: with its length told it goes out as one piece instead of in chunks.
            var body = JsonSerializer.SerializeToUtf8Bytes(value, Json.Options);
            var response = httpContext.Response;
            response.Headers.CacheControl = "no-store";
            response.StatusCode = status;
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = body.Length;
            return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
        }
    }
}
