using NodaTime;
using NodaTime.Text;

namespace Growth.Cli.Demo;

/// <summary>Times with their offset, as recordings write them: <c>2026-11-23T08:05:00+08:00</c>.</summary>
internal static class OffsetTimes
{
    public static bool TryParse(string text, out Instant instant)
    {
        var parsed = OffsetDateTimePattern.ExtendedIso.Parse(text);
        instant = parsed.Success ? parsed.Value.ToInstant() : default;
        return parsed.Success;
    }
}
