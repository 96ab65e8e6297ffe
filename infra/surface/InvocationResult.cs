namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function returned; middleware may replace it. Surface of Microsoft.Azure.Functions.Worker.Core.</summary>
public abstract class InvocationResult<T>
{
    public abstract T? Value { get; set; }
}

/// <inheritdoc />
public abstract class InvocationResult : InvocationResult<object>;

/// <summary>Reaches the result from middleware.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    public static InvocationResult GetInvocationResult(this FunctionContext context) =>
        context.Features.Get<InvocationResult>() ?? throw new InvalidOperationException("This call has no result.");
}
