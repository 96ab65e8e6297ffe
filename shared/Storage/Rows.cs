using NodaTime;

namespace Growth.Storage;

/// <summary>
/// Rows that one statement is run for, written into its text as <c>{rows}</c> and called <c>r</c> there. PostgreSQL is given all of them
/// at once as arrays, SQLite, where a call costs no round trip, one after the other through one prepared statement: so a statement must
/// mean the same either way, and rows that would touch one target row are folded into one before.
/// </summary>
public sealed class Rows(params IReadOnlyList<Column> columns)
{
    private readonly List<Cell> _cells = [];

    /// <summary>For a statement that takes no rows.</summary>
    public static Rows One { get; } = new();

    public IReadOnlyList<Column> Columns => columns;

    public int Count => columns.Count == 0 ? 1 : _cells.Count / columns.Count;

    /// <param name="cells">One for each column, in their order: numbers and instants for <see cref="Column.Number"/>, text for <see cref="Column.Text"/>, bytes for <see cref="Column.Bytes"/>.</param>
    public void Add(params ReadOnlySpan<Cell> cells)
    {
        if (cells.Length != columns.Count) throw new ArgumentException("One cell for each column.", nameof(cells));
        _cells.AddRange(cells);
    }

    /// <exception cref="ArgumentException">There is no such column.</exception>
    internal int IndexOf(string column)
    {
        for (var i = 0; i < columns.Count; i++)
            if (columns[i].Name == column) return i;
        throw new ArgumentException($"There is no column {column}.", nameof(column));
    }

    internal Cell this[int row, int column] => _cells[(row * columns.Count) + column];
}

/// <summary>A column of <see cref="Rows"/>: every number and instant is 64 bits wide, as the store's columns are.</summary>
public sealed record Column
{
    private Column(string name, ColumnKind kind) => (Name, Kind) = (name, kind);

    public string Name { get; }

    public ColumnKind Kind { get; }

    public static Column Number(string name) => new(name, ColumnKind.Number);

    public static Column Text(string name) => new(name, ColumnKind.Text);

    public static Column Bytes(string name) => new(name, ColumnKind.Bytes);
}

public enum ColumnKind
{
    Number,
    Text,
    Bytes,
}

/// <summary>A value of <see cref="Rows"/>, or NULL.</summary>
public readonly record struct Cell
{
    // Text or bytes in one field: a group holds tens of thousands of these.
    private readonly object? _value;

    private Cell(long? number, object? value) => (Number, _value) = (number, value);

    public long? Number { get; }

    public string? Text => _value as string;

    public byte[]? Bytes => _value as byte[];

    public static implicit operator Cell(long number) => new(number, null);

    public static implicit operator Cell(long? number) => new(number, null);

    public static implicit operator Cell(int number) => new(number, null);

    public static implicit operator Cell(int? number) => new(number, null);

    public static implicit operator Cell(string? text) => new(null, text);

    public static implicit operator Cell(byte[]? bytes) => new(null, bytes);

    public static implicit operator Cell(Instant instant) => new(instant.ToMicros(), null);

    public static implicit operator Cell(Instant? instant) => new(instant?.ToMicros(), null);
}
