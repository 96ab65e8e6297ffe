using Growth.Http;
using NodaTime;

namespace Growth.Tracking;

/// <summary>The problems that tracking answers beside the common ones.</summary>
public static class TrackingProblems
{
    private static readonly Duration AfterRepair = Duration.FromSeconds(60);

    public static Problem NoSigningKey() =>
        new("signing-key-missing", 503, "The service is not set up", new SigningKeyMissingException().Message) { RetryAfter = AfterRepair };

    public static Problem NothingAccepted(IReadOnlyList<RefusedEvent> refused) =>
        new("no-event-accepted", 422, "No event was accepted", "Every event was refused; each is named in \"refused\" with its reason.") { Extra = Extra(refused) };

    public static Problem TooManyEvents(IReadOnlyList<RefusedEvent> refused, Duration wait) =>
        new("too-many-requests", 429, "Too many requests", "Every event was over the limit for this address and piece. Send them again later, with the same ids.")
        {
            Extra = Extra(refused),
            RetryAfter = wait,
        };

    private static Dictionary<string, object?> Extra(IReadOnlyList<RefusedEvent> refused) => new(StringComparer.Ordinal) { ["refused"] = refused };
}
