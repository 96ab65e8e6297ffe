using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.TimeZones;

namespace Growth.Time;

/// <summary>
/// IANA time zones from the database that NodaTime carries, so that every machine agrees on them. (ADR 0001)
/// </summary>
public static class Zones
{
    private static readonly ZoneLocalMappingResolver Rule =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>IANA ids, sorted: what is allowed, and where the nearest known one is looked up.</summary>
    public static IReadOnlyCollection<string> Ids => DateTimeZoneProviders.Tzdb.Ids;

    /// <exception cref="DateTimeZoneNotFoundException">No such zone; config refuses it before it gets here.</exception>
    public static DateTimeZone Get(string id) => DateTimeZoneProviders.Tzdb[id];

    public static bool TryGet(string id, [NotNullWhen(true)] out DateTimeZone? zone) =>
        (zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)) is not null;

    /// <summary>The instant of a local time: in a gap the first instant after it, in an overlap the earlier one.</summary>
    public static Instant ToInstant(this DateTimeZone zone, LocalDateTime local) => zone.ResolveLocal(local, Rule).ToInstant();

    public static LocalDateTime ToLocal(this DateTimeZone zone, Instant instant) => instant.InZone(zone).LocalDateTime;

    public static IsoWeek WeekOf(this DateTimeZone zone, Instant instant) => IsoWeek.Containing(zone.ToLocal(instant).Date);
}
