namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>The rest of the pipeline. Surface of Microsoft.Azure.Functions.Worker.Core.</summary>
public delegate Task FunctionExecutionDelegate(FunctionContext context);

/// <summary>Stands around every call; a singleton. Surface of Microsoft.Azure.Functions.Worker.Core.</summary>
public interface IFunctionsWorkerMiddleware
{
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
