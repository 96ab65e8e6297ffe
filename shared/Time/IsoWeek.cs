using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;
using NodaTime.Calendars;

namespace Growth.Time;

/// <summary>An ISO 8601 week, written <c>2026-W48</c>. Years 2000 to 2199; a year has 52 or 53 weeks.</summary>
public readonly record struct IsoWeek : IComparable<IsoWeek>
{
    private IsoWeek(int year, int number) => (Year, Number) = (year, number);

    /// <summary>The week-year, which differs from the calendar year around New Year.</summary>
    public int Year { get; }

    /// <summary>1 to 52, or 53 in long years.</summary>
    public int Number { get; }

    public LocalDate Monday => LocalDate.FromWeekYearWeekAndDay(Year, Number, IsoDayOfWeek.Monday);

    public IsoWeek Next => Containing(Monday.PlusWeeks(1));

    public IsoWeek Previous => Containing(Monday.PlusWeeks(-1));

    public static IsoWeek Containing(LocalDate date) =>
        new(WeekYearRules.Iso.GetWeekYear(date), WeekYearRules.Iso.GetWeekOfWeekYear(date));

    /// <exception cref="FormatException">The text is not an ISO week such as <c>2026-W48</c>, or that year has no such week.</exception>
    public static IsoWeek Parse(string text) =>
        TryParse(text, out var week) ? week : throw new FormatException($"'{text}' is not an ISO week such as 2026-W48");

    public static bool TryParse([NotNullWhen(true)] string? text, out IsoWeek week)
    {
        week = default;
        if (text is not { Length: 8 } || text[4] != '-' || text[5] != 'W'
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(text.AsSpan(6, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || year is < 2000 or > 2199 || number < 1 || number > WeekYearRules.Iso.GetWeeksInWeekYear(year))
            return false;
        week = new IsoWeek(year, number);
        return true;
    }

    public int CompareTo(IsoWeek other) => (Year, Number).CompareTo((other.Year, other.Number));

    public static bool operator <(IsoWeek left, IsoWeek right) => left.CompareTo(right) < 0;

    public static bool operator >(IsoWeek left, IsoWeek right) => left.CompareTo(right) > 0;

    public static bool operator <=(IsoWeek left, IsoWeek right) => left.CompareTo(right) <= 0;

    public static bool operator >=(IsoWeek left, IsoWeek right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-W{Number:D2}");
}
