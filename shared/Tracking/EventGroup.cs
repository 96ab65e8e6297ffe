namespace Growth.Tracking;

/// <summary>The events of one transaction, decided in the order in which they came.</summary>
internal sealed class EventGroup
{
    private readonly IReadOnlyList<TrackingEvent> _events;
    private readonly PieceTable.Piece?[] _pieces;
    private readonly long[] _readers;
    private readonly long[] _ids;
    private readonly bool[] _first;

    public EventGroup(IReadOnlyList<TrackingEvent> events, PieceTable pieces)
    {
        _events = events;
        _pieces = [.. events.Select(sent => pieces.Find(sent.Piece))];
        (_readers, _ids, _first) = (new long[events.Count], new long[events.Count], new bool[events.Count]);
    }

    /// <summary>Events of pieces that can be read.</summary>
    public IEnumerable<TrackingEvent> Countable => _events.Where((_, i) => _pieces[i] is { IsPublished: true });

    /// <summary>Asks for all that counting will look up.</summary>
    public void Ask(ReaderTable readers, EventIds ids, ReadingTable readings)
    {
        for (var i = 0; i < _events.Count; i++)
        {
            if (_pieces[i] is not { IsPublished: true } piece) continue;
            var sent = _events[i];
            (_readers[i], _ids[i]) = (readers.Find(sent.Reader.Value)!.Value, EventIds.HashOf(sent.Id));
            _first[i] = ids.Ask(_readers[i], _ids[i]);
            readings.Ask(piece.Id, _readers[i]);
            if (ViaOf(sent, readers) is { } via) readings.Ask(piece.Id, via);
        }
    }

    /// <returns>One outcome for each event, in order.</returns>
    public EventOutcome[] Count(TrackingTerms running, ReaderTable readers, EventIds ids, ReadingTable readings, EventLog log, ActiveDays days)
    {
        var outcomes = new EventOutcome[_events.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (sent, reader) = (_events[i], _readers[i]);
            if (_pieces[i] is not { IsPublished: true } piece)
            {
                outcomes[i] = EventOutcome.Refused(_pieces[i] is null ? Refusals.UnknownPiece : Refusals.NotPublished);
                continue;
            }

            if (!_first[i] || !ids.IsNew(reader, _ids[i]))
            {
                outcomes[i] = EventOutcome.Duplicate;
                continue;
            }

            Count(sent, piece, reader, ViaOf(sent, readers), running.RuleFor(piece.ReadingSeconds), readings);
            log.Add(piece.Id, reader, sent);
            days.Add(sent.ReceivedAt, reader);
        }

        return outcomes;
    }

    private static long? ViaOf(TrackingEvent sent, ReaderTable readers) =>
        sent is { Kind: EventKind.View, Via: { } code } ? readers.FindByCode(code) : null;

    private static void Count(TrackingEvent sent, PieceTable.Piece piece, long reader, long? via, CompletionRule rule, ReadingTable readings)
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
