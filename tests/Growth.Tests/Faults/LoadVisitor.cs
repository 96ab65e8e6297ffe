using Growth.Tracking;

namespace Growth.Tests.Faults;

/// <summary>A visitor of the load, who numbers what they send: the number travels as the event's seconds, so that it is known again in the store.</summary>
internal sealed class LoadVisitor(IssuedToken issued)
{
    private int _sent;

    public string Token => issued.Token;

    public ReaderKey Reader => issued.Reader;

    /// <param name="via">Whose link was followed; with a view.</param>
    public LoadEvent Next(string kind, string piece, int scroll, string? via) => new(this, Interlocked.Increment(ref _sent), kind, piece, scroll, via);
}

/// <summary>One event of the load: what was sent, and whether it was acknowledged.</summary>
internal sealed class LoadEvent(LoadVisitor visitor, int number, string kind, string piece, int scroll, string? via)
{
    private volatile bool _acknowledged;

    public LoadVisitor Visitor => visitor;

    /// <summary>As the store shows it.</summary>
    public (string Reader, int Number) Key { get; } = (visitor.Reader.Value, number);

    public string Kind => kind;

    public string Piece => piece;

    /// <summary>202, and not refused.</summary>
    public bool Acknowledged
    {
        get => _acknowledged;
        set => _acknowledged = value;
    }

    public Wire ToWire() => new($"e-{number}", kind, piece, visitor.Token, scroll, number, via);

    /// <summary>The body's form.</summary>
    internal sealed record Wire(string Id, string Kind, string Piece, string Visitor, int Scroll, int Seconds, string? Via);
}
