using Growth.Time;
using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>The hours of the day in which somebody looks at their phone, in the workspace's zone.</summary>
internal sealed record Rhythm(IReadOnlyList<(int From, int To)> Hours)
{
    private static readonly Rhythm[] Known =
    [
        new([(7, 9), (12, 14), (18, 20), (21, 23)]),
        new([(9, 12), (14, 17), (20, 22)]),
        new([(10, 11), (12, 14), (20, 24)]),
        new([(6, 8), (11, 13), (19, 22)]),
    ];

    public static Rhythm Of(Dice dice) => Known[dice.Between(0, Known.Length - 1)];

    /// <summary>So many minutes later, or when they look at their phone next after that.</summary>
    public Instant Later(Instant from, int minutes, DateTimeZone zone, Dice dice)
    {
        var local = zone.ToLocal(from + Duration.FromMinutes(minutes));
        var at = zone.ToInstant(NextActive(local, dice));
        // A clock that is set back in autumn must not turn this round.
        return Instant.Max(at, from + Duration.FromMinutes(1));
    }

    /// <summary>The moment itself when it is in an active hour, else some minutes into the next one.</summary>
    public LocalDateTime NextActive(LocalDateTime moment, Dice dice)
    {
        var hour = moment.Hour;
        if (Hours.Any(span => hour >= span.From && hour < span.To)) return moment;
        var later = Hours.Where(span => span.From > hour).Select(span => (int?)span.From).FirstOrDefault();
        var start = later is { } next
            ? moment.Date.At(new LocalTime(next, 0))
            : moment.Date.PlusDays(1).At(new LocalTime(Hours[0].From, 0));
        return start.PlusMinutes(dice.Between(0, 55));
    }
}
