using Growth.Storage;
using Growth.Time;
using NodaTime;
using NodaTime.Text;

namespace Growth.Tracking;

/// <summary>Who was active on which day of the workspace: the sets and their counters, moved together.</summary>
internal sealed class ActiveDays(DateTimeZone zone, KnownDays known)
{
    private const string AddReader =
        """
        insert into day_active (day, reader_id) select r.day, r.reader_id from {rows} where true
        on conflict (day, reader_id) do nothing
        """;

    private const string Count =
        """
        insert into day_counter (day, active) select r.day, r.active from {rows} where true
        on conflict (day) do update set active = day_counter.active + excluded.active
        """;

    private static readonly Column[] Columns = [Column.Text("day"), Column.Number("reader_id")];
    private static readonly Column[] CountColumns = [Column.Text("day"), Column.Number("active")];

    private readonly HashSet<(string Day, long Reader)> _seen = [];
    private readonly Dictionary<string, long> _added = new(StringComparer.Ordinal);
    private (long Minute, string Day) _last = (long.MinValue, "");

    public void Add(Instant at, long reader)
    {
        var day = DayOf(at);
        if (!known.Contains(day, reader)) _seen.Add((day, reader));
    }

    public void SaveReaders(Batch batch)
    {
        var rows = new Rows(Columns);
        foreach (var (day, reader) in _seen.OrderBy(one => one.Day, StringComparer.Ordinal).ThenBy(one => one.Reader)) rows.Add(day, reader);
        batch.Insert(AddReader, rows, ["day"], row => _added[row.GetString(0)] = _added.GetValueOrDefault(row.GetString(0)) + 1);
    }

    /// <summary>After the readers: the counters move by as many as were new.</summary>
    public void SaveCounters(Batch batch)
    {
        var rows = new Rows(CountColumns);
        foreach (var (day, active) in _added.OrderBy(one => one.Key, StringComparer.Ordinal)) rows.Add(day, active);
        batch.Execute(Count, rows);
    }

    /// <summary>Once committed, they need not be asked for again.</summary>
    public void Remember()
    {
        foreach (var (day, reader) in _seen) known.Add(day, reader);
    }

    // Days begin at full minutes, and most events of a group come in one.
    private string DayOf(Instant at)
    {
        var minute = Math.DivRem(at.ToMicros(), 60_000_000, out _);
        if (minute != _last.Minute) _last = (minute, LocalDatePattern.Iso.Format(Zones.ToLocal(zone, at).Date));
        return _last.Day;
    }
}

/// <summary>
/// Active readers of days as this process knows them to be stored. Rows of <c>day_active</c> are never taken away, so what is known stays
/// true whatever other instances do; what is not known is asked of the store.
/// </summary>
internal sealed class KnownDays
{
    private readonly Remembered<(string Day, long Reader), bool> _known = new(200_000);

    public bool Contains(string day, long reader) => _known.TryFind((day, reader), out _);

    public void Add(string day, long reader) => _known.Add((day, reader), true);
}
