namespace Growth.Embedded;

/// <summary>A call that failed: it was logged, and retried where its trigger retries.</summary>
public sealed record FunctionFailure(string Function, Exception Exception);
