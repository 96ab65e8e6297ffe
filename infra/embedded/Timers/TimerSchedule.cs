using NCrontab;
using NodaTime;

namespace Growth.Embedded.Timers;

/// <summary>The occurrences of a six-field NCRONTAB, in UTC.</summary>
internal sealed class TimerSchedule
{
    // Growing windows: the latest occurrence is nearly always found in the first, and a host that was off for a year does not count every minute of it.
    private static readonly Duration[] Windows = [Duration.FromMinutes(1), Duration.FromHours(1), Duration.FromDays(1), Duration.FromDays(32), Duration.FromDays(366)];

    private readonly CrontabSchedule _crontab;

    private TimerSchedule(CrontabSchedule crontab) => _crontab = crontab;

    /// <returns>Null: not six fields, a field out of range, or a day that never comes.</returns>
    public static TimerSchedule? TryParse(string expression)
    {
        var crontab = CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true });
        if (crontab is null) return null;
        var schedule = new TimerSchedule(crontab);
        return schedule.Next(Instant.FromUtc(2000, 1, 1, 0, 0)) is null ? null : schedule;
    }

    /// <returns>The first occurrence after the instant; null: there is none within eight years.</returns>
    public Instant? Next(Instant after)
    {
        var start = after.ToDateTimeUtc();
        var next = _crontab.GetNextOccurrence(start, start.AddYears(8));
        return next == start.AddYears(8) ? null : Instant.FromDateTimeUtc(DateTime.SpecifyKind(next, DateTimeKind.Utc));
    }

    /// <returns>The latest occurrence after <paramref name="after"/> and not after <paramref name="now"/>; null: none.</returns>
    public Instant? Latest(Instant after, Instant now)
    {
        if (Next(after) is not { } first || first > now) return null;
        foreach (var window in Windows)
        {
            if (now - window <= after) break;
            if (Last(now - window, now) is { } found) return found;
        }

        return Last(after, now);
    }

    private Instant? Last(Instant after, Instant now)
    {
        Instant? last = null;
        for (var next = Next(after); next is { } occurrence && occurrence <= now; next = Next(occurrence)) last = occurrence;
        return last;
    }
}
