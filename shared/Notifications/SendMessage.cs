using Growth.Config;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Notifications;

/// <summary>
/// Brings one stored message to its end: sent, refused for good, stale, or unknown. Safe to run twice, late and side by side:
/// an attempt is committed (state, channel, number) before its channel is called, its outcome is recorded only under that number,
/// and whoever finds an attempt without outcome asks the channel instead of sending again.
/// </summary>
public sealed partial class SendMessage(
    Database database, IQueue queue, Alerts alerts, BusinessClock clock, IEnumerable<IMessageChannel> channels, ILogger<SendMessage> logger)
{
    private static readonly Duration HoldFor = Duration.FromMinutes(15);
    private readonly Dictionary<string, IMessageChannel> _channels = channels.ToDictionary(channel => channel.Kind);

    /// <exception cref="InvalidOperationException">No such message, or no workspace was applied yet: the queue tries again, then sets it aside.</exception>
    public async Task RunAsync(string key, CancellationToken cancellationToken)
    {
        var workspace = await database.ReadAsync(WorkspaceStore.CurrentAsync, cancellationToken)
            ?? throw new InvalidOperationException("No workspace has been applied to this store: messages cannot be sent.");
        // Each turn ends the message, moves it to the next channel, or learns that an attempt was not sent.
        for (var turn = 0; turn < 20; turn++)
        {
            var begun = await database.WriteAsync(transaction => BeginAsync(transaction, key, workspace.Config), cancellationToken);
            if (begun is not { } attempt) return;
            var channel = _channels[attempt.Kind];
            var result = attempt.Resolving
                ? await channel.ResolveAsync(attempt.Message, cancellationToken)
                : await channel.SendAsync(attempt.Message, cancellationToken);
            // What has happened outside is recorded even while the host stops.
            if (!await database.WriteAsync(transaction => RecordAsync(transaction, attempt, result), CancellationToken.None)) return;
        }
    }

    private async Task<Attempt?> BeginAsync(Transaction transaction, string key, GrowthConfig config)
    {
        if (await Restores.PausedAsync(transaction.Connection, transaction.Inner) is not null)
        {
            // A host that calls queue functions by itself does not ask first.
            await queue.EnqueueAsync(transaction, QueueMessage.Queue, new MessageQueued(key), clock.Now + HoldFor);
            return null;
        }

        var message = await transaction.FirstAsync<StoredMessage>($"select {StoredMessage.Columns} from message where key = @key", new { key })
            ?? throw new InvalidOperationException("The queue names a message that the store does not have.");
        var subscriptions = await RunningConsents.OfAsync(transaction, Recipient.Parse(message.Recipient));
        switch (DecideSend.Decide(message, clock.Now, config, _channels.Keys.ToHashSet(), subscriptions))
        {
            case SendStep.Send send:
                var number = message.Attempt + 1;
                await transaction.ExecuteAsync(
                    "update message set state = 'sending', position = @Position, channel = @Channel, attempt = @number where key = @key and state = 'queued'",
                    new { key, send.Position, send.Channel, number });
                return new Attempt(send.Config.Kind, number, Outbound(message, number, send.Channel, send.Config, send.Address, config), Resolving: false);
            case SendStep.Resolve resolve:
                return new Attempt(
                    resolve.Config.Kind, message.Attempt, Outbound(message, message.Attempt, resolve.Channel, resolve.Config, "", config), Resolving: true);
            case SendStep.Expire:
                await EndAsync(transaction, key, "expired", "stale before it could be sent");
                return null;
            case SendStep.Reject reject:
                await EndAsync(transaction, key, "rejected", reject.Reason);
                return null;
            case SendStep.Hold hold:
                await alerts.RaiseAsync(transaction, "channel:" + hold.Channel, hold.Reason);
                await queue.EnqueueAsync(transaction, QueueMessage.Queue, new MessageQueued(key), clock.Now + HoldFor);
                return null;
            default:
                return null;
        }
    }

    private async Task EndAsync(Transaction transaction, string key, string state, string detail)
    {
        await transaction.ExecuteAsync(
            "update message set state = @state, detail = @detail where key = @key and state = 'queued'", new { key, state, detail });
        LogEnded(OutboxName.Fingerprint(key), state, detail);
    }

    /// <returns>True: there is more to do now.</returns>
    private async Task<bool> RecordAsync(Transaction transaction, Attempt attempt, SendResult result)
    {
        var parameters = new
        {
            attempt.Message.Key,
            attempt.Number,
            detail = result switch
            {
                SendResult.Sent sent => sent.ProviderId,
                SendResult.Rejected rejected => rejected.Reason,
                SendResult.RetryAfter later => later.Reason,
                SendResult.Unknown unknown => unknown.Reason,
                _ => null,
            },
            now = clock.Now,
        };
        // The attempt's number guards each of these: an outcome that comes late, after another attempt began, changes nothing.
        var set = result switch
        {
            // Knowing beats not knowing: a repeated delivery may have written "unknown" while this attempt was under way.
            SendResult.Sent => "state = 'sent', sent_at = @now where state in ('sending', 'unknown')",
            SendResult.Rejected => "state = 'queued', position = message.position + 1 where state in ('sending', 'unknown')",
            SendResult.RetryAfter => "state = 'queued' where state in ('sending', 'unknown')",
            _ => "state = 'unknown' where state = 'sending'",
        };
        var changed = await transaction.ExecuteAsync($"update message set detail = @detail, {set} and key = @Key and attempt = @Number", parameters);
        if (changed == 0) return false;
        LogOutcome(OutboxName.Fingerprint(attempt.Message.Key), attempt.Message.Channel, attempt.Number, result.GetType().Name);

        if (result is SendResult.Sent) await alerts.ClearAsync(transaction, "channel:" + attempt.Message.Channel);
        if (result is not SendResult.RetryAfter retry) return result is SendResult.Rejected;
        if (attempt.Resolving) return true;
        await queue.EnqueueAsync(transaction, QueueMessage.Queue, new MessageQueued(attempt.Message.Key), clock.Now + retry.Delay);
        return false;
    }

    private OutboundMessage Outbound(StoredMessage message, int number, string channel, ChannelConfig settings, string address, GrowthConfig config) => new()
    {
        Key = message.Key,
        AttemptKey = $"{message.Key}/{channel}/{number}",
        Channel = channel,
        Config = settings,
        Recipient = Recipient.Parse(message.Recipient),
        Address = address,
        Purpose = message.PurposeValue,
        Subject = message.Subject,
        Body = message.Body,
        Html = message.Html,
        Due = config.Zone.ToLocal(message.DueAt),
        Now = clock.Now,
    };

    private sealed record Attempt(string Kind, int Number, OutboundMessage Message, bool Resolving);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Message {Fingerprint} on {Channel}, attempt {Number}: {Outcome}")]
    private partial void LogOutcome(string fingerprint, string channel, int number, string outcome);

    [LoggerMessage(Level = LogLevel.Information, Message = "Message {Fingerprint} ended {State}: {Reason}")]
    private partial void LogEnded(string fingerprint, string state, string reason);
}
