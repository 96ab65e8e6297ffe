using System.Globalization;
using System.Text.Json.Nodes;
using Growth.Time;
using NodaTime;
using NodaTime.Text;

namespace Growth.Config.Yaml;

internal static class TimeScalars
{
    internal static readonly Scalar Duration = new()
    {
        Rule = "bad-duration",
        Allowed = _ => new("a whole number and s, m, h or d, such as 30m or 7d", "整数加 s、m、h 或 d，如 30m 或 7d"),
        Parse = (scalar, _) => TryDuration(scalar.Text, out var value) ? value : null,
        Write = (value, _) => WriteDuration((Duration)value),
        Placeholder = NodaTime.Duration.Zero,
        Schema = () => Pattern("^[0-9]{1,6}[smhd]$"),
    };

    internal static readonly Scalar LocalTime = new()
    {
        Rule = "bad-time",
        Allowed = _ => new("a local time such as \"20:00\"", "形如 \"20:00\" 的当地时间"),
        Parse = (scalar, _) => LocalTimes.TryParse(scalar.Text, out var value) ? value : null,
        Write = (value, _) => $"\"{LocalTimePattern.CreateWithInvariantCulture("HH:mm").Format((LocalTime)value)}\"",
        Placeholder = NodaTime.LocalTime.Midnight,
        Schema = () => Pattern("^([01][0-9]|2[0-3]):[0-5][0-9]$"),
    };

    internal static readonly Scalar LocalDate = new()
    {
        Rule = "bad-date",
        Allowed = _ => new("a date such as \"2026-11-23\", years 2000 to 2199", "形如 \"2026-11-23\" 的日期，2000 至 2199 年"),
        Parse = (scalar, _) => scalar.Text.Length == 10 && LocalDatePattern.Iso.Parse(scalar.Text).TryGetValue(default, out var value) && value.Year is >= 2000 and <= 2199 ? value : null,
        Write = (value, _) => $"\"{LocalDatePattern.Iso.Format((LocalDate)value)}\"",
        Placeholder = new LocalDate(2000, 1, 3),
        Schema = () => Pattern("^2[01][0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
    };

    internal static readonly Scalar WeekTime = new()
    {
        Rule = "bad-week-time",
        Allowed = _ => new("a time of the week such as \"Mon 08:00\"; Mon Tue Wed Thu Fri Sat Sun", "形如 \"Mon 08:00\" 的周内时刻；Mon Tue Wed Thu Fri Sat Sun"),
        Parse = (scalar, _) => Time.WeekTime.TryParse(scalar.Text, out var value) ? value : null,
        Write = (value, _) => $"\"{(WeekTime)value}\"",
        Placeholder = Time.WeekTime.Parse("Mon 00:00"),
        Schema = () => Pattern("^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01][0-9]|2[0-3]):[0-5][0-9]$"),
    };

    internal static readonly Scalar IsoWeek = new()
    {
        Rule = "bad-week",
        Allowed = _ => new("an ISO week such as 2026-W48 that its year has", "形如 2026-W48 且当年存在的 ISO 周"),
        Parse = (scalar, _) => Time.IsoWeek.TryParse(scalar.Text, out var value) ? value : null,
        Write = (value, _) => ((IsoWeek)value).ToString(),
        Placeholder = Time.IsoWeek.Parse("2000-W01"),
        Schema = () => Pattern("^2[01][0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3])$"),
    };

    internal static bool TryDuration(string text, out Duration duration)
    {
        duration = default;
        if (text.Length is < 2 or > 7 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        Duration? unit = text[^1] switch
        {
            's' => NodaTime.Duration.FromSeconds(1),
            'm' => NodaTime.Duration.FromMinutes(1),
            'h' => NodaTime.Duration.FromHours(1),
            'd' => NodaTime.Duration.FromDays(1),
            _ => null,
        };
        duration = count * (unit ?? NodaTime.Duration.Zero);
        return unit is not null;
    }

    internal static string WriteDuration(Duration duration)
    {
        var seconds = (long)duration.TotalSeconds;
        return (seconds % 86400, seconds % 3600, seconds % 60) switch
        {
            (0, _, _) => $"{seconds / 86400}d",
            (_, 0, _) => $"{seconds / 3600}h",
            (_, _, 0) => $"{seconds / 60}m",
            _ => $"{seconds}s",
        };
    }

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };
}
