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
            httpContext.Response.Headers.CacheControl = "no-store";
            httpContext.Response.StatusCode = status;
            return httpContext.Response.WriteAsJsonAsync(value, Json.Options, httpContext.RequestAborted);
        }
    }
}
