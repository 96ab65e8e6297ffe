using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;

namespace Growth.Time;

/// <summary>A local time of the week, written <c>Mon 08:00</c>; 00:00 to 23:59.</summary>
public readonly record struct WeekTime(IsoDayOfWeek Day, LocalTime Time) : IComparable<WeekTime>
{
    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <exception cref="FormatException">The text is not a time of the week such as <c>Mon 08:00</c>.</exception>
    public static WeekTime Parse(string text) =>
        TryParse(text, out var time) ? time : throw new FormatException($"'{text}' is not a time of the week such as \"Mon 08:00\"");

    public static bool TryParse([NotNullWhen(true)] string? text, out WeekTime time)
    {
        time = default;
        if (text is not { Length: 9 } || text[3] != ' ' || Array.IndexOf(Days, text[..3]) is var day && day < 0
            || !LocalTimes.TryParse(text.AsSpan(4), out var clock))
            return false;
        time = new WeekTime((IsoDayOfWeek)(day + 1), clock);
        return true;
    }

    /// <summary>This time in the given week; the zone decides later which instant that is.</summary>
    public LocalDateTime In(IsoWeek week) => week.Monday.PlusDays((int)Day - 1) + Time;

    public int CompareTo(WeekTime other) => (Day, Time).CompareTo((other.Day, other.Time));

    public static bool operator <(WeekTime left, WeekTime right) => left.CompareTo(right) < 0;

    public static bool operator >(WeekTime left, WeekTime right) => left.CompareTo(right) > 0;

    public static bool operator <=(WeekTime left, WeekTime right) => left.CompareTo(right) <= 0;

    public static bool operator >=(WeekTime left, WeekTime right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Days[(int)Day - 1]} {Time.Hour:D2}:{Time.Minute:D2}");
}

/// <summary>Local times as a team writes them: <c>20:00</c>, 00:00 to 23:59.</summary>
public static class LocalTimes
{
    public static bool TryParse(ReadOnlySpan<char> text, out LocalTime time)
    {
        time = default;
        if (text.Length != 5 || text[2] != ':'
            || !int.TryParse(text[..2], NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            || !int.TryParse(text[3..], NumberStyles.None, CultureInfo.InvariantCulture, out var minute)
            || hour > 23 || minute > 59)
            return false;
        time = new LocalTime(hour, minute);
        return true;
    }
}
