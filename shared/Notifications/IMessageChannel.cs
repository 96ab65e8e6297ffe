using Growth.Config;
using NodaTime;

namespace Growth.Notifications;

/// <summary>
/// The seam for providers: one implementation a kind of channel (<c>kind:</c> in growth.yaml). It is called after the attempt has been
/// committed, outside any transaction, and may be called again with the same attempt key after a crash.
/// </summary>
public interface IMessageChannel
{
    /// <summary>As in growth.yaml: <c>file</c>, <c>twilio</c>, ...</summary>
    string Kind { get; }

    /// <summary>Answers with a category; throws only for faults of this machine (disk, memory), which leave the outcome to <see cref="ResolveAsync"/>.</summary>
    Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// What became of an attempt whose outcome was never recorded. <see cref="SendResult.RetryAfter"/> says for certain that it was not
    /// sent; a channel that cannot tell answers <see cref="SendResult.Unknown"/>, and the message is not sent again.
    /// </summary>
    Task<SendResult> ResolveAsync(OutboundMessage message, CancellationToken cancellationToken);
}

/// <summary>What came of an external send.</summary>
public abstract record SendResult
{
    private SendResult()
    {
    }

    /// <param name="ProviderId">The provider's id of the message; never an address.</param>
    public sealed record Sent(string ProviderId) : SendResult;

    /// <summary>Not sent, and worth trying again.</summary>
    /// <param name="Delay">In business time; zero: at once.</param>
    public sealed record RetryAfter(Duration Delay, string Reason) : SendResult;

    /// <summary>Not sent and never will be on this channel: the next one of the route is tried.</summary>
    public sealed record Rejected(string Reason) : SendResult;

    /// <summary>It may have been sent or not; nothing is tried until somebody knows.</summary>
    public sealed record Unknown(string Reason) : SendResult;
}

/// <summary>One attempt on one channel.</summary>
public sealed record OutboundMessage
{
    /// <summary>The message's key; the same on every channel and attempt.</summary>
    public required string Key { get; init; }

    /// <summary>Key, channel and number of the attempt: an idempotency key for providers that take one.</summary>
    public required string AttemptKey { get; init; }

    /// <summary>The channel's name in growth.yaml.</summary>
    public required string Channel { get; init; }

    /// <summary>The channel's settings; secrets as <c>${ENV_NAME}</c>.</summary>
    public required ChannelConfig Config { get; init; }

    public required Recipient Recipient { get; init; }

    /// <summary>Where it goes on this channel: an email address, or a reader's public reference.</summary>
    public required string Address { get; init; }

    public required Purpose Purpose { get; init; }

    public required string Subject { get; init; }

    public required string Body { get; init; }

    public string? Html { get; init; }

    /// <summary>The business time from which it was to be sent, in the workspace's zone; the same at every attempt.</summary>
    public required LocalDateTime Due { get; init; }

    public required Instant Now { get; init; }
}
