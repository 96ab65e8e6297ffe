using Growth.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Growth.Tracking;

/// <summary>The one writer of events in this process: 202 means durable.</summary>
public sealed class EventWriter(CommitEvents commit, EventWriterOptions options, ILogger<EventWriter> log) : IHostedService
{
    private readonly GroupWriter<TrackingEvent, EventOutcome> _writer = new("events", options.MaxPending, options.MaxGroup, commit.RunAsync, log);

    /// <summary>Waits until every event is decided.</summary>
    /// <returns>One outcome for each event; null when nothing is known to be stored: full, stopping, or the store failed.</returns>
    public Task<IReadOnlyList<EventOutcome>?> WriteAsync(IReadOnlyList<TrackingEvent> events) => _writer.WriteAsync(events);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _writer.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _writer.StopAsync(cancellationToken);
}

/// <summary>How much may wait, and how much is committed at once.</summary>
public sealed record EventWriterOptions
{
    /// <summary>Events in waiting before requests are turned away. 500 to 1000000.</summary>
    public int MaxPending { get; init; } = 20_000;

    /// <summary>Events after which a group takes no further request. 1 to 100000.</summary>
    public int MaxGroup { get; init; } = 2_000;
}
