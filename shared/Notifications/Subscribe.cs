using Growth.Config;
using Growth.Http;
using Growth.Storage;
using Growth.Time;
using Growth.Tracking;
using NodaTime;
using Problem = Growth.Http.Problem;

namespace Growth.Notifications;

/// <summary>A running consent.</summary>
/// <param name="Created">False: it was running before, under this very wording.</param>
public sealed record Subscribed(bool Created, string Channel, string TextVersion, Instant ConsentedAt);

/// <summary>Either the consent or the problem to answer.</summary>
public sealed record SubscribeAnswer(Subscribed? Subscribed, Problem? Problem);

/// <summary>
/// Stores a consent with the wording it was given to. One runs per reader and channel (a unique index says so); another wording ends it
/// and starts a new one, so that every consent that was ever given stays provable.
/// </summary>
public sealed class Subscribe(Database database, VisitorTokens tokens, Readers readers, EventLimits limits, RunningTerms terms, BusinessClock clock)
{
    internal const string Limited = "/api/subscriptions";

    /// <param name="address">From <see cref="ClientAddress"/>.</param>
    public async Task<SubscribeAnswer> RunAsync(SubscriptionAsk ask, string address, CancellationToken cancellationToken)
    {
        var perMinute = (await terms.RecentAsync(cancellationToken)).Tracking.EventsPerMinute;
        if (limits.Take(address, Limited, perMinute) is { } wait)
            return new SubscribeAnswer(null, Problems.TooManyRequests($"At most {perMinute} requests a minute from one address.", wait));
        if (ask.Wrong() is { } wrong) return new SubscribeAnswer(null, wrong);
        var (reader, problem) = VisitorProof.Of(tokens, ask.Visitor);
        if (reader is null) return new SubscribeAnswer(null, problem);
        return await database.WriteAsync(transaction => StoreAsync(transaction, ask, reader), cancellationToken);
    }

    private async Task<SubscribeAnswer> StoreAsync(Transaction transaction, SubscriptionAsk ask, ReaderKey reader)
    {
        if (await WorkspaceStore.CurrentAsync(transaction) is not { } workspace || !workspace.Config.Channels.ContainsKey(ask.Channel))
            return new SubscribeAnswer(null, Problems.BadMember("channel", "'channel' is not one of this workspace's channels."));

        var parameters = new { id = await readers.ResolveAsync(transaction, reader), ask.Channel, ask.TextVersion, now = clock.Now };
        var running = await transaction.FirstAsync<Running>(
            "select text_version as TextVersion, consented_at as ConsentedAt from subscription where reader_id = @id and channel = @Channel and ended_at is null", parameters);
        if (running?.TextVersion == ask.TextVersion)
            return new SubscribeAnswer(new Subscribed(false, ask.Channel, running.TextVersion, running.ConsentedAt), null);

        await transaction.ExecuteAsync("update subscription set ended_at = @now where reader_id = @id and channel = @Channel and ended_at is null", parameters);
        await transaction.ExecuteAsync("insert into subscription (reader_id, channel, text_version, consented_at) values (@id, @Channel, @TextVersion, @now)", parameters);
        return new SubscribeAnswer(new Subscribed(true, ask.Channel, ask.TextVersion, parameters.now), null);
    }

    private sealed record Running
    {
        public string TextVersion { get; init; } = "";

        public Instant ConsentedAt { get; init; }
    }
}
