using Growth.Storage;

namespace Growth.Tracking;

/// <summary>Who was active on which day of the workspace: the sets and their counters, moved together.</summary>
internal sealed class ActiveDays
{
    private readonly HashSet<(string Day, long Reader)> _seen = [];

    public void Add(string day, long reader) => _seen.Add((day, reader));

    public async Task SaveAsync(Transaction transaction)
    {
        await using var add = new Statement(
            transaction, "insert into day_active (day, reader_id) values (@day, @reader) on conflict (day, reader_id) do nothing", "day", "reader");
        await using var count = new Statement(
            transaction,
            """
            insert into day_counter (day, active) values (@day, @active)
            on conflict (day) do update set active = day_counter.active + excluded.active
            """,
            "day", "active");
        foreach (var day in _seen.GroupBy(seen => seen.Day, StringComparer.Ordinal).OrderBy(day => day.Key, StringComparer.Ordinal))
        {
            var active = 0;
            foreach (var reader in day.Select(seen => seen.Reader).Order()) active += await add.ExecuteAsync(day.Key, reader);
            if (active > 0) await count.ExecuteAsync(day.Key, active);
        }
    }
}
