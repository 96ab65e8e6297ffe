using Growth.Storage;
using NodaTime.Text;

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
/// commit. Running it again with the same events changes nothing: their ids are known by then.
/// </summary>
public sealed class CountEvents(RunningTerms terms, Time.BusinessClock clock)
{
    /// <returns>One outcome for each event, in order.</returns>
    public async Task<EventOutcome[]> RunAsync(Transaction transaction, IReadOnlyList<TrackingEvent> events)
    {
        await using var ids = await EventIds.OpenAsync(transaction, clock.Now);
        await using var readers = new ReaderTable(transaction);
        var pieces = new PieceTable(transaction);
        await using var readings = new ReadingTable(transaction);
        await using var log = new EventLog(transaction);
        var days = new ActiveDays();
        var running = await terms.CurrentAsync(transaction.Connection);

        var outcomes = new EventOutcome[events.Count];
        for (var i = 0; i < events.Count; i++)
        {
            var sent = events[i];
            var piece = await pieces.FindAsync(sent.Piece);
            if (piece is null || !piece.IsPublished)
            {
                outcomes[i] = EventOutcome.Refused(piece is null ? Refusals.UnknownPiece : Refusals.NotPublished);
                continue;
            }

            var reader = await readers.ResolveAsync(sent.Reader, sent.ReceivedAt);
            if (!await ids.AddAsync(reader, sent.Id))
            {
                outcomes[i] = EventOutcome.Duplicate;
                continue;
            }

            await CountAsync(sent, piece, reader, running, readers, readings);
            await log.AppendAsync(piece.Id, reader, sent);
            days.Add(LocalDatePattern.Iso.Format(Time.Zones.ToLocal(running.Zone, sent.ReceivedAt).Date), reader);
        }

        await readings.SaveAsync();
        await pieces.SaveAsync();
        await days.SaveAsync(transaction);
        return outcomes;
    }

    private static async Task CountAsync(
        TrackingEvent sent, PieceTable.Piece piece, long reader, TrackingTerms running, ReaderTable readers, ReadingTable readings)
    {
        var before = await readings.FindAsync(piece.Id, reader);
        // Only a newcomer can be brought, so only then is the link's owner looked up. Their own link brings nobody: they are no reader yet.
        var via = before is null && sent is { Kind: EventKind.View, Via: not null } ? await readers.FindByRefAsync(sent.Via) : null;
        var bringer = via is { } id ? await readings.FindAsync(piece.Id, id) : null;
        var after = Reading.After(before, sent, bringer is null ? null : via, running.RuleFor(piece.ReadingSeconds));
        readings.Put(piece.Id, reader, after);
        piece.Add(before, after);
        piece.Add(sent);
        if (bringer is not { BringerAt: null }) return;
        var bringing = bringer with { BringerAt = sent.ReceivedAt };
        readings.Put(piece.Id, via!.Value, bringing);
        piece.Add(bringer, bringing);
    }
}
