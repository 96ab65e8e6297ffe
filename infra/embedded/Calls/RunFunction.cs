using Growth.Embedded.Settings;
using Growth.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Growth.Embedded.Calls;

/// <summary>Calls a timer or queue function in a scope of its own, for at most host.json's <c>functionTimeout</c>.</summary>
internal sealed partial class RunFunction(IServiceScopeFactory scopes, FunctionPipeline pipeline, HostJson host, EmbeddedHostOptions options, MachineClock machine, Failures failures, ILogger<RunFunction> log)
{
    /// <param name="abandon">True: a function that ignores its cancellation is left behind after the grace; false: it is waited for.</param>
    /// <returns>Null: it ended well; else what went wrong, logged already.</returns>
    public async Task<Exception?> RunAsync(FunctionEntry function, object trigger, bool abandon, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        using var timeout = new CancellationTokenSource(host.FunctionTimeout, machine.Provider);
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var running = pipeline.RunAsync(new Call(function, trigger, scope.ServiceProvider, cancel.Token));
        var ended = EndAsync(running, scope, cancel);
        await (abandon ? ended.WaitAsync(host.FunctionTimeout + options.Grace, machine.Provider, CancellationToken.None) : ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (!timeout.IsCancellationRequested && running.IsCompletedSuccessfully) return null;
        Exception failure = timeout.IsCancellationRequested
            ? new FunctionTimeoutException(function.Name, host.FunctionTimeout)
            : running.Exception?.InnerException ?? new OperationCanceledException($"Function '{function.Name}' was cancelled.");
        failures.Add(function.Name, failure);
        LogFailed(failure, function.Name);
        return failure;
    }

    /// <summary>The scope lives as long as the function, also when nobody waits for it any more.</summary>
    private static async Task EndAsync(Task running, AsyncServiceScope scope, CancellationTokenSource cancel)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await scope.DisposeAsync();
        cancel.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Function {Function} failed")]
    private partial void LogFailed(Exception exception, string function);
}
