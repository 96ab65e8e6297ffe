using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Surface of Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore.</summary>
public static class FunctionContextExtensions
{
    /// <returns>The request's context; null when the call is not a request.</returns>
    public static HttpContext? GetHttpContext(this FunctionContext context) =>
        context.Items.TryGetValue("HttpRequestContext", out var value) ? value as HttpContext : null;
}
