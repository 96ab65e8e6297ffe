using Growth.Http;
using Growth.Tracking;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Growth.Functions.Http;

/// <summary>
/// Lets the origins of growth.yaml call <c>/api/*</c> from a browser. The platform has no place for ASP.NET Core's own middleware, so
/// functions name "options" among their methods and this answers it.
/// </summary>
public sealed class CorsMiddleware(RunningTerms terms) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext();
        if (http is null || !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        var origin = http.Request.Headers.Origin.ToString();
        var allowed = origin.Length > 0 ? (await terms.RecentAsync(context.CancellationToken)).CorsOrigins : [];
        if (!Cors.Answer(http, allowed)) await next(context);
    }
}
