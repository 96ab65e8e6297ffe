using Microsoft.Extensions.Logging;

namespace Growth.Embedded.Settings;

/// <summary>What the embedded host takes from host.json; parts that only Azure reads are left alone.</summary>
internal sealed record HostJson
{
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(5);

    public QueueSettings Queues { get; init; } = new();

    /// <summary>By category; the default's category is empty.</summary>
    public IReadOnlyDictionary<string, LogLevel> LogLevels { get; init; } = new Dictionary<string, LogLevel>(StringComparer.Ordinal);
}

/// <summary>host.json <c>extensions.queues</c>.</summary>
internal sealed record QueueSettings
{
    /// <summary>Messages taken at once; 1 to 32.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>More are taken when this many or fewer are in flight; 0 to 1000.</summary>
    public int NewBatchThreshold { get; init; } = 8;

    /// <summary>The longest wait between two looks into an empty queue; 100 ms to 1 minute.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The delay after a failed attempt; 0 to 7 days.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.Zero;

    /// <summary>Attempts in all before the message is poison; 1 to 100.</summary>
    public int MaxDequeueCount { get; init; } = 5;
}
