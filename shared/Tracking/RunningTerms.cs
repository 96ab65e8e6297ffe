using Growth.Config;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Tracking;

/// <summary>What tracking takes from the running workspace.</summary>
public sealed record TrackingTerms(int Version, TrackingConfig Tracking, DateTimeZone Zone, IReadOnlyList<string> CorsOrigins)
{
    /// <summary>Before the first apply: no piece exists, no origin is allowed, and only the limits matter.</summary>
    public static TrackingTerms BeforeTheFirst { get; } = new(0, new TrackingConfig(), DateTimeZone.Utc, []);

    public CompletionRule RuleFor(long readingSeconds) => new(Tracking.CompleteScroll, Tracking.CompleteTime, readingSeconds);
}

/// <summary>The running terms.</summary>
public sealed class RunningTerms(Database database, MachineClock clock) : RunningConfig<TrackingTerms>(
    database, clock, TrackingTerms.BeforeTheFirst, found => new TrackingTerms(found.Version, found.Config.Tracking, found.Config.Zone, found.Config.CorsOrigins));
