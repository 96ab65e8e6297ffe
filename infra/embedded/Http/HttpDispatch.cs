using Growth.Embedded.Calls;
using Growth.Embedded.Settings;
using Growth.Http;
using Growth.Time;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Growth.Embedded.Http;

/// <summary>Calls an HTTP function for a request and writes its result; failures become problem details.</summary>
internal sealed partial class HttpDispatch(FunctionPipeline pipeline, HostJson host, EmbeddedHostOptions options, HostStop stop, MachineClock machine, Failures failures, ILogger<HttpDispatch> log)
{
    public RequestDelegate For(FunctionEntry function) => http => RunAsync(function, http);

    private async Task RunAsync(FunctionEntry function, HttpContext http)
    {
        using var timeout = new CancellationTokenSource(host.FunctionTimeout, machine.Provider);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource([http.RequestAborted, stop.Now, timeout.Token]);
        var call = new Call(function, http, cancel.Token);
        var running = pipeline.RunAsync(call);
        if (!running.IsCompleted)
            await running.WaitAsync(host.FunctionTimeout + options.Grace, machine.Provider, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (timeout.IsCancellationRequested)
        {
            await TimedOutAsync(function, http, running);
            return;
        }

        if (running.IsCompletedSuccessfully && call.Result is IResult result)
        {
            running = ExecuteAsync(result, http);
            if (!running.IsCompleted) await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!running.IsCompletedSuccessfully) await FailedAsync(function, call, http, running);
    }

    private static async Task ExecuteAsync(IResult result, HttpContext http) => await result.ExecuteAsync(http);

    private async Task TimedOutAsync(FunctionEntry function, HttpContext http, Task running)
    {
        failures.Add(function.Name, new FunctionTimeoutException(function.Name, host.FunctionTimeout));
        LogTimedOut(function.Name, host.FunctionTimeout);
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        // A function that ignores its token still holds this connection's context: nobody else may get it.
        if (!running.IsCompleted) http.Response.Headers.Connection = "close";
        await HostProblems.TimedOut(host.FunctionTimeout).ExecuteAsync(http);
    }

    private async Task FailedAsync(FunctionEntry function, Call call, HttpContext http, Task running)
    {
        if (http.RequestAborted.IsCancellationRequested) return;
        var exception = running.Exception?.InnerException;
        if (exception is BadHttpRequestException bad && !http.Response.HasStarted)
        {
            await HostProblems.Unreadable(bad).WriteAsync(http);
            return;
        }

        if (stop.Now.IsCancellationRequested && running.IsCanceled && !http.Response.HasStarted)
        {
            await HostProblems.Stopping.WriteAsync(http);
            return;
        }

        exception ??= new OperationCanceledException("The function cancelled itself.");
        failures.Add(function.Name, exception);
        LogFailed(exception, function.Name, call.InvocationId);
        if (http.Response.HasStarted) http.Abort();
        else await Problems.Internal(call.InvocationId).WriteAsync(http);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Function {Function} failed ({Id})")]
    private partial void LogFailed(Exception exception, string function, string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "Function {Function} did not end within {Timeout}")]
    private partial void LogTimedOut(string function, TimeSpan timeout);
}
