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
/// However many events, two round trips to the store, the commit included; more only when a piece, a reader or an active day is new to this process.
/// </summary>
public sealed class CountEvents(RunningTerms terms, Time.BusinessClock clock)
{
    // What never changes once it is stored; remembered after the commit only.
    private readonly KnownPieces _pieces = new();
    private readonly KnownReaders _readers = new();
    private readonly KnownDays _days = new();
    private readonly KnownReadings _readings = new();
    private EventIdTurn _turn = EventIdTurn.First;

    /// <returns>One outcome for each event, in order.</returns>
    public async Task<EventOutcome[]> RunAsync(Transaction transaction, IReadOnlyList<TrackingEvent> events)
    {
        var batch = transaction.Batch();
        var (group, pieces, readers) = (new EventGroup(events), new PieceTable(_pieces), new ReaderTable(_readers));
        pieces.Ask(batch, group.Slugs);
        readers.Ask(batch, group.Keys);
        readers.AskRefs(batch, group.Codes);
        await batch.RunAsync();
        group.PlacePieces(pieces);
        await readers.MakeAsync(batch, group.Countable.Select(sent => (sent.Reader, sent.ReceivedAt)));

        // The locks stand first: what is read after them is what will be written upon.
        var (ids, readings, version) = (new EventIds(_turn), new ReadingTable(_readings), 0);
        group.Ask(readers, ids, readings);
        pieces.Lock(batch, group.Pieces);
        RunningTerms.AskVersion(batch, found => version = found);
        ids.Add(batch);
        readings.Load(batch);
        await batch.RunAsync();
        readings.Check(batch, pieces);
        await batch.RunAsync();
        var running = await terms.OfAsync(transaction.Connection, version);
        var turn = await ids.TurnAsync(transaction, clock.Now);

        var (log, days) = (new EventLog(), new ActiveDays(running.Zone, _days));
        var outcomes = group.Count(running, pieces, readers, ids, readings, log, days);
        days.SaveReaders(batch);
        await batch.RunAsync();
        transaction.AtCommit(last =>
        {
            log.Save(last);
            readings.Save(last);
            pieces.Save(last);
            days.SaveCounters(last);
        });
        transaction.AfterCommit(() =>
        {
            _turn = turn;
            pieces.Remember();
            readers.Remember();
            days.Remember();
            readings.Remember(pieces);
        });
        return outcomes;
    }
}
