using Microsoft.Azure.Functions.Worker.Middleware;

namespace Growth.Embedded.Calls;

/// <summary>The app's middleware, outermost first, around the function.</summary>
internal sealed class FunctionPipeline
{
    private readonly FunctionExecutionDelegate _first;

    public FunctionPipeline(IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware)
    {
        FunctionExecutionDelegate next = static context =>
            context is Call call ? call.Function.Method.RunAsync(call) : throw new InvalidOperationException("Middleware must pass on the context it was given.");
        for (var i = middleware.Count - 1; i >= 0; i--) next = middleware[i](next);
        _first = next;
    }

    /// <summary>Never throws: a failure is in the task.</summary>
    public async Task RunAsync(Call call) => await _first(call);
}
