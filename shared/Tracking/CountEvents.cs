using Growth.Storage;

namespace Growth.Tracking;

/// <summary>What became of one event.</summary>
public readonly record struct EventOutcome(bool IsDuplicate, string? Refusal)
{
    public static EventOutcome Accepted => default;

    public static EventOutcome Duplicate => new(IsDuplicate: true, null);

    public static EventOutcome Refused(string reason) => new(IsDuplicate: false, reason);
}

/// <summary>
/// Counts a group of events: ids, sets and counters move in the caller's transaction, so that the counters equal the sets at every
/// commit. Running it again with the same events changes nothing: their ids are known by then. READ COMMITTED is enough: a piece's sets
/// are read and written under the lock of its counters (<see cref="PieceTable"/>), and every statement sees what the lock's last holder did.
/// However many events, four round trips to the store, two more when readers or active days are new.
/// </summary>
public sealed class CountEvents(RunningTerms terms, Time.BusinessClock clock)
{
    private readonly KnownReaders _readers = new();
    private readonly KnownDays _days = new();

    /// <returns>One outcome for each event, in order.</returns>
    public async Task<EventOutcome[]> RunAsync(Transaction transaction, IReadOnlyList<TrackingEvent> events)
    {
        var batch = transaction.Batch();
        var (pieces, ids, readers, version) = (new PieceTable(), new EventIds(), new ReaderTable(_readers), 0);
        // First the locks: what is read after them is what is written upon.
        pieces.Ask(batch, events);
        ids.AskTurn(batch);
        RunningTerms.AskVersion(batch, found => version = found);
        readers.Ask(batch, events.Select(sent => sent.Reader.Value));
        readers.AskRefs(batch, events.Where(sent => sent is { Kind: EventKind.View, Via: not null }).Select(sent => sent.Via!));
        await batch.RunAsync();
        await ids.TurnAsync(transaction, clock.Now);
        var running = await terms.OfAsync(transaction.Connection, version);

        var group = new EventGroup(events, pieces);
        await readers.MakeAsync(batch, group.Countable.Select(sent => (sent.Reader, sent.ReceivedAt)));
        var readings = new ReadingTable();
        group.Ask(readers, ids, readings);
        ids.Add(batch);
        readings.Load(batch);
        await batch.RunAsync();

        var (log, days) = (new EventLog(), new ActiveDays(running.Zone, _days));
        var outcomes = group.Count(running, readers, ids, readings, log, days);
        log.Save(batch);
        readings.Save(batch);
        pieces.Save(batch);
        days.SaveReaders(batch);
        await batch.RunAsync();
        days.SaveCounters(batch);
        await batch.RunAsync();
        transaction.AfterCommit(() =>
        {
            readers.Remember();
            days.Remember();
        });
        return outcomes;
    }
}
