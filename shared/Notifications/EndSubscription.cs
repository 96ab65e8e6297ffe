using Growth.Http;
using Growth.Storage;
using Growth.Time;
using Growth.Tracking;

namespace Growth.Notifications;

/// <summary>Ends a consent and keeps its proof. Ending what is not running does nothing; a channel that growth.yaml has lost can still be ended.</summary>
public sealed class EndSubscription(Database database, VisitorTokens tokens, EventLimits limits, RunningTerms terms, BusinessClock clock)
{
    /// <param name="address">From <see cref="ClientAddress"/>.</param>
    /// <returns>Null: it has ended.</returns>
    public async Task<Problem?> RunAsync(SubscriptionEnd end, string address, CancellationToken cancellationToken)
    {
        var perMinute = (await terms.RecentAsync(cancellationToken)).Tracking.EventsPerMinute;
        if (limits.Take(address, Subscribe.Limited, perMinute) is { } wait)
            return Problems.TooManyRequests($"At most {perMinute} requests a minute from one address.", wait);
        var (reader, problem) = VisitorProof.Of(tokens, end.Visitor);
        if (reader is null) return problem;
        await database.WriteAsync(transaction => transaction.ExecuteAsync(
            """
            update subscription set ended_at = @now
            where reader_id = (select id from reader where key = @Value) and channel = @Channel and ended_at is null
            """,
            new { reader.Value, end.Channel, now = clock.Now }), cancellationToken);
        return null;
    }
}
