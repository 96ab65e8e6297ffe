namespace Growth.Tracking;

/// <summary>The events of one transaction: what must be looked up for them, and what they come to, in the order in which they came.</summary>
internal sealed class EventGroup(IReadOnlyList<TrackingEvent> events)
{
    // By event; a piece is 0 when its events are refused, an id's hash counts for the first of its kind.
    private readonly long[] _pieces = new long[events.Count];
    private readonly long[] _readers = new long[events.Count];
    private readonly long[] _ids = new long[events.Count];
    private readonly bool[] _first = new bool[events.Count];

    public IEnumerable<string> Slugs => events.Select(sent => sent.Piece);

    public IEnumerable<string> Keys => events.Select(sent => sent.Reader.Value);

    public IEnumerable<string> Codes => events.Where(sent => sent is { Kind: EventKind.View, Via: not null }).Select(sent => sent.Via!);

    /// <summary>The pieces to be locked, after <see cref="PlacePieces"/>.</summary>
    public IEnumerable<long> Pieces => _pieces.Where(piece => piece != 0);

    /// <summary>The events that will be counted or found to be duplicates, after <see cref="PlacePieces"/>.</summary>
    public IEnumerable<TrackingEvent> Countable => events.Where((_, i) => _pieces[i] != 0);

    public void PlacePieces(PieceTable pieces)
    {
        for (var i = 0; i < events.Count; i++) _pieces[i] = pieces.FindPublishedPiece(events[i].Piece) ?? 0;
    }

    /// <summary>Asks for all that counting will look up.</summary>
    public void Ask(ReaderTable readers, EventIds ids, ReadingTable readings)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (_pieces[i] == 0) continue;
            var sent = events[i];
            (_readers[i], _ids[i]) = (readers.Find(sent.Reader.Value)!.Value, EventIds.HashOf(sent.Id));
            _first[i] = ids.Ask(_readers[i], _ids[i]);
            readings.Ask(_pieces[i], _readers[i]);
            if (ViaOf(sent, readers) is { } via) readings.Ask(_pieces[i], via);
        }
    }

    /// <returns>One outcome for each event, in order.</returns>
    public EventOutcome[] Count(TrackingTerms running, PieceTable pieces, ReaderTable readers, EventIds ids, ReadingTable readings, EventLog log, ActiveDays days)
    {
        var outcomes = new EventOutcome[events.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (sent, reader) = (events[i], _readers[i]);
            if (_pieces[i] == 0)
            {
                outcomes[i] = EventOutcome.Refused(pieces.RefusalOf(sent.Piece));
                continue;
            }

            if (!_first[i] || !ids.IsNew(reader, _ids[i]))
            {
                outcomes[i] = EventOutcome.Duplicate;
                continue;
            }

            var piece = pieces.Locked(_pieces[i]);
            Count(sent, piece, reader, ViaOf(sent, readers), running.RuleFor(piece.ReadingSeconds), readings);
            log.Add(piece.Id, reader, sent);
            days.Add(sent.ReceivedAt, reader);
        }

        return outcomes;
    }

    private static long? ViaOf(TrackingEvent sent, ReaderTable readers) =>
        sent is { Kind: EventKind.View, Via: { } code } ? readers.FindByCode(code) : null;

    private static void Count(TrackingEvent sent, CountedPiece piece, long reader, long? via, CompletionRule rule, ReadingTable readings)
    {
        var before = readings.Find(piece.Id, reader);
        // Only a newcomer can be brought. Their own link brings nobody: they are no reader yet.
        var bringer = before is null && via is { } id ? readings.Find(piece.Id, id) : null;
        var after = Reading.After(before, sent, bringer is null ? null : via, rule);
        readings.Put(piece.Id, reader, after);
        piece.Add(before, after);
        piece.Add(sent);
        if (bringer is not { BringerAt: null }) return;
        var bringing = bringer with { BringerAt = sent.ReceivedAt };
        readings.Put(piece.Id, via!.Value, bringing);
        piece.Add(bringer, bringing);
    }
}
