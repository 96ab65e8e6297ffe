using Growth.Storage;
using NodaTime;

namespace Growth.Tracking;

/// <summary>The numbers of readers as one transaction sees them: known, looked up, or made, all of them together.</summary>
internal sealed class ReaderTable(KnownReaders known)
{
    private const string FindByKey = "select reader.key, reader.id from {rows} join reader on reader.key = r.key";
    private const string FindByRef = "select reader.ref, reader.id from {rows} join reader on reader.ref = r.ref";

    // Two that make the same reader at once wait for each other here, each in the order of the keys; the second finds the first one's row.
    private const string Make =
        """
        insert into reader (key, ref, created_at) select r.key, r.ref, r.created_at from {rows} where true
        on conflict (key) do nothing
        """;

    private static readonly Column[] KeyColumns = [Column.Text("key")];
    private static readonly Column[] RefColumns = [Column.Text("ref")];
    private static readonly Column[] MakeColumns = [Column.Text("key"), Column.Text("ref"), Column.Number("created_at")];

    private readonly Dictionary<string, long> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _refs = new(StringComparer.Ordinal);

    public void Ask(Batch batch, IEnumerable<string> keys)
    {
        var rows = new Rows(KeyColumns);
        foreach (var key in keys.Where(key => known.Find(key) is null).Distinct(StringComparer.Ordinal)) rows.Add(key);
        batch.Query(FindByKey, rows, row => _found[row.GetString(0)] = row.GetInt64(1));
    }

    public void AskRefs(Batch batch, IEnumerable<string> refs)
    {
        var rows = new Rows(RefColumns);
        foreach (var code in refs.Where(code => known.FindByCode(code) is null).Distinct(StringComparer.Ordinal)) rows.Add(code);
        batch.Query(FindByRef, rows, row => _refs[row.GetString(0)] = row.GetInt64(1));
    }

    /// <summary>Makes those of them that are neither known nor found; does nothing when there are none.</summary>
    public async Task MakeAsync(Batch batch, IEnumerable<(ReaderKey Reader, Instant Now)> readers)
    {
        var missing = new SortedDictionary<string, (ReaderKey Reader, Instant Now)>(StringComparer.Ordinal);
        foreach (var one in readers)
            if (Find(one.Reader.Value) is null) missing.TryAdd(one.Reader.Value, one);
        if (missing.Count == 0) return;

        var rows = new Rows(MakeColumns);
        foreach (var (key, (reader, now)) in missing) rows.Add(key, reader.Ref, now);
        batch.Execute(Make, rows);
        Ask(batch, missing.Keys);
        await batch.RunAsync();
        foreach (var (key, (reader, _)) in missing) _refs[reader.Ref] = Find(key)!.Value;
    }

    /// <returns>Null: there is no such reader yet.</returns>
    public long? Find(string key) => known.Find(key) ?? (_found.TryGetValue(key, out var id) ? id : null);

    /// <returns>Null: nobody has this code.</returns>
    public long? FindByCode(string code) => known.FindByCode(code) ?? (_refs.TryGetValue(code, out var id) ? id : null);

    /// <summary>Once committed, they need not be looked up again.</summary>
    public void Remember()
    {
        foreach (var (key, id) in _found) known.Add(key, id);
        foreach (var (code, id) in _refs) known.AddCode(code, id);
    }
}

/// <summary>The numbers of readers as this process knows them to be stored: a reader's key, code and number never change.</summary>
internal sealed class KnownReaders
{
    private const int Most = 100_000;

    private readonly Remembered<string, long> _keys = new(Most);
    private readonly Remembered<string, long> _codes = new(Most);

    public long? Find(string key) => _keys.TryFind(key, out var id) ? id : null;

    public long? FindByCode(string code) => _codes.TryFind(code, out var id) ? id : null;

    public void Add(string key, long id) => _keys.Add(key, id);

    public void AddCode(string code, long id) => _codes.Add(code, id);
}
