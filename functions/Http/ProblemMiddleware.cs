using Growth.Http;
using Growth.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Functions.Http;

/// <summary>
/// Stands around every HTTP function: its faults become problem details that say nothing of the inside. Faults of timers and queues
/// pass untouched, so that the host retries them.
/// </summary>
public sealed partial class ProblemMiddleware(ILogger<ProblemMiddleware> logger) : IFunctionsWorkerMiddleware
{
    private const int ClientClosedRequest = 499;

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var http = context.GetHttpContext();
        if (http is not null) AddHeaders(http);
        try
        {
            await next(context);
        }
        catch (Exception fault) when (http is not null)
        {
            // An answer already under way cannot become a problem: the host breaks the connection, which the client can tell from an end.
            if (http.Response.HasStarted) throw;
            context.GetInvocationResult().Value = Answer(fault, http, context);
        }
    }

    private static void AddHeaders(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (!http.Request.Path.StartsWithSegments("/c", StringComparison.Ordinal)) http.Response.Headers.CacheControl = "no-store";
    }

    private IResult Answer(Exception fault, HttpContext http, FunctionContext context)
    {
        if (fault is OperationCanceledException)
        {
            return http.RequestAborted.IsCancellationRequested
                ? Results.StatusCode(ClientClosedRequest)
                : Problems.Unavailable("The request took too long, or the service is stopping. Send it again.", Duration.FromSeconds(5));
        }

        if (Faults.Explain(fault) is { } known)
        {
            if (SqliteDamage.Is(fault)) LogDamaged(context.FunctionDefinition.Name, fault);
            else if (known.Status >= StatusCodes.Status500InternalServerError) LogKnown(context.FunctionDefinition.Name, known.Kind, fault);
            return known;
        }

        LogUnknown(context.FunctionDefinition.Name, context.InvocationId, fault);
        return Problems.Internal(context.InvocationId);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Function}: the database file is damaged. Stop the host, keep the file and its -wal, and restore a backup: growth restore FILE")]
    private partial void LogDamaged(string function, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Function} answered {Kind}")]
    private partial void LogKnown(string function, string kind, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed, id {Id}")]
    private partial void LogUnknown(string function, string id, Exception fault);
}
