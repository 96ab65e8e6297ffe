using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Notifications;

/// <summary>Stores a message under its key and queues its sending, both in the caller's transaction.</summary>
public sealed class QueueMessage(IQueue queue, BusinessClock clock)
{
    public const string Queue = "notifications";

    /// <param name="due">Business time before which it is not sent; null: at once.</param>
    /// <returns>False: a message with this key exists already, and nothing was done. That makes every caller safe to run twice.</returns>
    public async Task<bool> RunAsync(Transaction transaction, Message message, Instant? due = null)
    {
        var now = clock.Now;
        // Before the last restore's moment the store does not know what was sent: such a message is kept, not sent.
        var state = await transaction.FirstAsync<string>(
            $"""
            insert into message (key, purpose, recipient, route, subject, body, html, state, detail, created_at, due_at, expires_at)
            values (@Key, @purpose, @Recipient, @route, @Subject, @Body, @Html,
                case when @Occasion <= {Restores.Last} then 'unknown' else 'queued' end,
                case when @Occasion <= {Restores.Last} then @Forgotten end, @now, @due, @ExpiresAt)
            on conflict (key) do nothing
            returning state
            """,
            new
            {
                message.Key,
                purpose = message.Purpose.ToString().ToLowerInvariant(),
                message.Recipient,
                route = Json.Write(message.Route),
                message.Subject,
                message.Body,
                message.Html,
                message.Occasion,
                message.ExpiresAt,
                MarkUnknown.Forgotten,
                now,
                due = due ?? now,
            });
        if (state is null) return false;
        if (state == "queued") await queue.EnqueueAsync(transaction, Queue, new MessageQueued(message.Key), due);
        return true;
    }
}

/// <summary>What travels in the queue: the key; the message stays in the store.</summary>
public sealed record MessageQueued(string Key);
