using System.Data.Common;
using Growth.Storage;
using Microsoft.Extensions.Logging;

namespace Growth.Tracking;

/// <summary>
/// Commits a group in one transaction. When the store refuses what is in it, the group is halved until the event that does it stands
/// alone and is refused alone; when the store itself fails, what became of the group is unknown.
/// </summary>
public sealed partial class CommitEvents(Database database, CountEvents count, ILogger<CommitEvents> log)
{
    /// <returns>One outcome for each event, in order; null: not known to be stored. The same id may be sent again in any case.</returns>
    public async Task<EventOutcome?[]> RunAsync(IReadOnlyList<TrackingEvent> events)
    {
        var outcomes = new EventOutcome?[events.Count];
        // Halves are taken up in order: a reader's events are counted in the order in which they came.
        var ranges = new Stack<(int Start, int Length)>([(0, events.Count)]);
        while (ranges.TryPop(out var range))
        {
            var part = events.Skip(range.Start).Take(range.Length).ToList();
            if (await TryAsync(part) is { } done) done.Known.CopyTo(outcomes.AsSpan(range.Start));
            else if (range.Length == 1) outcomes[range.Start] = EventOutcome.Refused(Refusals.NotStored);
            else
            {
                var half = range.Length / 2;
                ranges.Push((range.Start + half, range.Length - half));
                ranges.Push((range.Start, half));
            }
        }

        return outcomes;
    }

    /// <returns>Null: the store refused the content, and nothing of it was written.</returns>
    private async Task<Attempt?> TryAsync(IReadOnlyList<TrackingEvent> events)
    {
        try
        {
            var outcomes = await database.WriteAsync(transaction => count.RunAsync(transaction, events), Isolation.ReadCommitted);
            return new Attempt(Array.ConvertAll(outcomes, outcome => (EventOutcome?)outcome));
        }
        catch (DatabaseBusyException e)
        {
            LogUnknown(e, events.Count);
        }
        catch (DbException e)
        {
            // Refused by the store itself, so not committed, whichever statement it was.
            if (StoreFaults.Of(e) == StoreFault.Content)
            {
                LogRefused(e, events.Count);
                return null;
            }

            LogUnknown(e, events.Count);
        }

        return new Attempt(new EventOutcome?[events.Count]);
    }

    private sealed record Attempt(EventOutcome?[] Known);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store refused what is in a group of {Count} events")]
    private partial void LogRefused(Exception fault, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Whether a group of {Count} events is stored is unknown; its senders are told to send again")]
    private partial void LogUnknown(Exception fault, int count);
}
