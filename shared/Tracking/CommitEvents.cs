using Growth.Storage;
using Microsoft.Extensions.Logging;

namespace Growth.Tracking;

/// <summary>Counts a group of events in one transaction; one that the store refuses fails alone.</summary>
public sealed class CommitEvents(Database database, CountEvents count, ILogger<CommitEvents> log)
{
    private readonly CommitGroup<TrackingEvent, EventOutcome> _group = new(database, "events", count.RunAsync, EventOutcome.Refused(Refusals.NotStored), log);

    /// <returns>One outcome for each event, in order; null: not known to be stored. The same id may be sent again in any case.</returns>
    public Task<EventOutcome?[]> RunAsync(IReadOnlyList<TrackingEvent> events) => _group.RunAsync(events);
}
