namespace Growth.Tracking;

/// <summary>
/// Readings as this process last committed or read them. Whoever changes a piece's sets moves the generation in its counters' row under that
/// row's lock, so that what is remembered of a piece holds exactly as long as the locked row says the generation it was remembered at.
/// </summary>
internal sealed class KnownReadings
{
    // Some 200 bytes each.
    private const int Most = 100_000;

    // After another instance was seen to write, this many groups ask for everything: believing and being wrong costs a round trip more.
    private const int Doubt = 50;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Piece> _pieces = [];
    private int _count;

    /// <returns>Null: not known, or not to be relied on now.</returns>
    public KnownReading? Find(long piece, long reader)
    {
        lock (_lock)
        {
            return _pieces.TryGetValue(piece, out var known) && known.Doubt == 0 && known.Readings.TryGetValue(reader, out var reading)
                ? new KnownReading(known.Generation, reading)
                : null;
        }
    }

    /// <summary>Another instance has changed the piece's sets.</summary>
    public void Forget(long piece)
    {
        lock (_lock)
        {
            if (_pieces.Remove(piece, out var known)) _count -= known.Readings.Count;
            _pieces[piece] = new Piece { Doubt = Doubt };
        }
    }

    /// <summary>After the commit that moved the piece from one generation to the next.</summary>
    public void Remember(long piece, long before, long after, IEnumerable<KeyValuePair<long, Reading>> readings)
    {
        lock (_lock)
        {
            if (_count >= Most)
            {
                _pieces.Clear();
                _count = 0;
            }

            if (!_pieces.TryGetValue(piece, out var known)) _pieces.Add(piece, known = new Piece { Generation = before });
            if (known.Doubt > 0) known.Doubt--;
            // A commit of another writer of this process may be told after a later one; then the next look finds the generations apart.
            if (known.Generation != before)
            {
                _count -= known.Readings.Count;
                known.Readings.Clear();
            }

            known.Generation = after;
            foreach (var (reader, reading) in readings)
            {
                if (known.Readings.TryAdd(reader, reading)) _count++;
                else known.Readings[reader] = reading;
            }
        }
    }

    private sealed class Piece
    {
        public long Generation { get; set; }

        public int Doubt { get; set; }

        public Dictionary<long, Reading> Readings { get; } = [];
    }
}

/// <param name="Generation">The piece's when this was all there was.</param>
internal readonly record struct KnownReading(long Generation, Reading Reading);
