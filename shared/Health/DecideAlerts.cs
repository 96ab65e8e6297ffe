using System.Globalization;
using Growth.Storage;
using NodaTime;

namespace Growth.Health;

/// <summary>What was seen of the work that waits.</summary>
public sealed record WorkSeen
{
    /// <summary>How many messages were set aside, by the queue they failed in.</summary>
    public required IReadOnlyDictionary<string, long> Poison { get; init; }

    /// <summary>Messages that were due long ago, by queue.</summary>
    public required IReadOnlyList<QueueLate> Late { get; init; }

    /// <summary>By week or campaign the steps that should have been done long ago.</summary>
    public required IReadOnlyDictionary<string, string> Stuck { get; init; }
}

/// <summary>A queue whose messages wait too long.</summary>
public sealed record QueueLate
{
    public string Queue { get; init; } = "";

    public long Messages { get; init; }

    /// <summary>The earliest due time of them, business time.</summary>
    public Instant Oldest { get; init; }
}

/// <summary>Which alerts are open for what was seen. Pure: the same sight opens the same alerts, and an empty one none.</summary>
public static class DecideAlerts
{
    /// <summary>A message that was due longer ago than this, and a step of a week or campaign, is an alert: three looks of the timer that moves weeks.</summary>
    public static Duration Patience => Duration.FromMinutes(15);

    /// <summary>The keys that are decided here; other alerts belong to others.</summary>
    public static bool IsOurs(string key) =>
        key.StartsWith("poison:", StringComparison.Ordinal) || key.StartsWith("outbox:", StringComparison.Ordinal) || key.StartsWith("stuck:", StringComparison.Ordinal);

    /// <returns>Text by key.</returns>
    public static IReadOnlyDictionary<string, string> Run(WorkSeen seen)
    {
        var open = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (queue, count) in seen.Poison)
            open["poison:" + queue] = string.Create(CultureInfo.InvariantCulture, $"{count} messages of queue '{queue}' failed every attempt and are set aside in '{queue}-poison'; the log says why. Mend it, then put them back: growth queue replay {queue}.");
        foreach (var late in seen.Late)
            open["outbox:" + late.Queue] = string.Create(CultureInfo.InvariantCulture, $"{late.Messages} messages of queue '{late.Queue}' wait for longer than {Patience.TotalMinutes:0} minutes, the oldest since {late.Oldest:uuuu-MM-dd HH:mm} UTC: it is not handled, or more comes in than goes out. See the log and growth queue list.");
        foreach (var (of, steps) in seen.Stuck)
            open["stuck:" + of] = string.Create(CultureInfo.InvariantCulture, $"{of} has not moved for longer than {Patience.TotalMinutes:0} minutes although due: {steps}. The log of WeekTick says why.");
        return open;
    }

    /// <summary>What to raise and what to clear so that the open alerts become these.</summary>
    public static AlertChanges Compare(IReadOnlyDictionary<string, string> wanted, IReadOnlyList<Alert> open)
    {
        var texts = open.ToDictionary(alert => alert.Key, alert => alert.Text, StringComparer.Ordinal);
        return new AlertChanges(
            [.. wanted.Where(alert => !string.Equals(texts.GetValueOrDefault(alert.Key), alert.Value, StringComparison.Ordinal)).OrderBy(alert => alert.Key, StringComparer.Ordinal)],
            [.. open.Where(alert => IsOurs(alert.Key) && !wanted.ContainsKey(alert.Key)).OrderBy(alert => alert.Key, StringComparer.Ordinal)]);
    }
}

/// <param name="Raise">Key and text, by key.</param>
/// <param name="Clear">As they were seen, by key.</param>
public sealed record AlertChanges(IReadOnlyList<KeyValuePair<string, string>> Raise, IReadOnlyList<Alert> Clear)
{
    public bool Any => Raise.Count + Clear.Count > 0;
}
