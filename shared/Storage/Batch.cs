namespace Growth.Storage;

/// <summary>
/// Prepared statements of a hot path that go to the store together, in their order: on PostgreSQL in one round trip. Statements name
/// their rows <c>{rows}</c>; <c>{lock c}</c> at the end locks the rows of <c>c</c> that were read, on an engine that has more than one writer.
/// </summary>
public abstract class Batch
{
    private protected List<Entry> Entries { get; } = [];

    /// <param name="sql">Run once for all rows, or not at all when there are none.</param>
    /// <param name="changed">Told how many rows were changed by it, when they were.</param>
    public void Execute(string sql, Rows rows, Action<int>? changed = null)
    {
        if (rows.Count > 0) Entries.Add(new Entry(sql, rows, null, changed));
    }

    /// <param name="read">Called for every row of the result, in no particular order.</param>
    public void Query(string sql, Rows rows, Action<IRow> read)
    {
        if (rows.Count > 0) Entries.Add(new Entry(sql, rows, read, null));
    }

    /// <param name="sql">An insert that leaves out rows that are there already, into columns of the same names.</param>
    /// <param name="told">Which columns <paramref name="inserted"/> is told, in this order.</param>
    /// <param name="inserted">Called for every row that was inserted, in no particular order.</param>
    public void Insert(string sql, Rows rows, IReadOnlyList<string> told, Action<IRow> inserted)
    {
        if (rows.Count > 0) Entries.Add(ToInsert(sql, rows, told, inserted));
    }

    /// <summary>Runs what was added since the last time. The first that fails ends it, and with it the transaction.</summary>
    public async Task RunAsync()
    {
        if (Entries.Count == 0) return;
        await RunEntriesAsync();
        Entries.Clear();
    }

    private protected abstract Task RunEntriesAsync();

    private protected abstract Entry ToInsert(string sql, Rows rows, IReadOnlyList<string> told, Action<IRow> inserted);

    private protected sealed record Entry(string Sql, Rows Rows, Action<IRow>? Read, Action<int>? Changed)
    {
        /// <summary>Told of the number of each row that changed something; for an engine that runs them one by one.</summary>
        public Action<int>? RowChanged { get; init; }
    }
}
