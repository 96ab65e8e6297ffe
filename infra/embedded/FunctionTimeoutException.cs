namespace Growth.Embedded;

/// <summary>A function did not end within host.json's <c>functionTimeout</c>.</summary>
public sealed class FunctionTimeoutException(string function, TimeSpan timeout)
    : Exception($"Function '{function}' did not end within {timeout.TotalSeconds:0.###} s (host.json functionTimeout).");
