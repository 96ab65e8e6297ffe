using Growth.Storage;

namespace Growth.Tracking;

/// <summary>
/// Counts everything anew, from the sets, the events that are kept and the baseline of those that are not, and compares each counter with
/// it: all as of one moment, while hosts go on counting. Changes nothing.
/// </summary>
public sealed class RecountCounters(Database database)
{
    /// <param name="progress">Told after every step, seconds apart at most.</param>
    public Task<Recount> RunAsync(IProgress<RecountProgress>? progress = null, CancellationToken cancellationToken = default) => database.ReadSnapshotAsync(async connection =>
    {
        var scan = new CounterScan(connection, progress, cancellationToken);
        var stored = await CounterScan.StoredAsync(connection);
        return Compare(stored, await scan.RunAsync(), scan.Kept);
    }, cancellationToken);

    /// <summary>A counter that one side lacks is zero there: no row is as good as a row of zeros.</summary>
    internal static Recount Compare(IReadOnlyDictionary<CounterName, long> stored, IReadOnlyDictionary<CounterName, long> recounted, long events)
    {
        var names = stored.Keys.Union(recounted.Keys).ToList();
        var differences = names.Select(name => new CounterDifference(name, stored.GetValueOrDefault(name), recounted.GetValueOrDefault(name)))
            .Where(counter => counter.Stored != counter.Recounted)
            .OrderBy(counter => counter.Name.Of, StringComparer.Ordinal).ThenBy(counter => counter.Name.Counter, StringComparer.Ordinal);
        return new Recount(names.Count, events, [.. differences]);
    }
}

/// <summary>One counter of the store.</summary>
/// <param name="Of">The piece's slug, or the day: <c>2026-11-23</c>.</param>
/// <param name="Counter">Its column: <c>week_views</c>; a day's is <c>active</c>.</param>
public readonly record struct CounterName(string Of, string Counter);

/// <summary>A counter that is not what a scan says.</summary>
public sealed record CounterDifference(CounterName Name, long Stored, long Recounted);

/// <summary>What a recount found.</summary>
/// <param name="Counters">How many were compared.</param>
/// <param name="Events">How many events are kept.</param>
/// <param name="Differences">By piece or day, then by counter; empty: all are right.</param>
public sealed record Recount(int Counters, long Events, IReadOnlyList<CounterDifference> Differences)
{
    public bool IsRight => Differences.Count == 0;
}

/// <summary>How far a recount is.</summary>
/// <param name="Of">Event ids in all, of which <paramref name="Done"/> are behind it.</param>
public readonly record struct RecountProgress(long Done, long Of);
