using Growth.Config;
using NodaTime;

namespace Growth.Notifications;

/// <summary>What to do with a message now.</summary>
internal abstract record SendStep
{
    private SendStep()
    {
    }

    /// <summary>Sent, refused, stale or unknown: a repeated delivery has nothing to do.</summary>
    internal sealed record Done : SendStep;

    internal sealed record Expire : SendStep;

    internal sealed record Reject(string Reason) : SendStep;

    /// <summary>The workspace is to blame, not the message: it waits and burns nothing.</summary>
    internal sealed record Hold(string Channel, string Reason) : SendStep;

    internal sealed record Send(int Position, string Channel, ChannelConfig Config, string Address) : SendStep;

    /// <summary>An attempt was begun and its outcome never recorded: ask the channel before anything else.</summary>
    internal sealed record Resolve(string Channel, ChannelConfig Config) : SendStep;
}

internal static class DecideSend
{
    /// <param name="kinds">The kinds of channel that this program can send through.</param>
    /// <param name="subscriptions">For a reader: public reference by channel with a running consent. Empty for the team.</param>
    public static SendStep Decide(
        StoredMessage message, Instant now, GrowthConfig config, IReadOnlySet<string> kinds, IReadOnlyDictionary<string, string> subscriptions)
    {
        if (message.State == "sending") return Resolve(message.Channel!, config, kinds);
        if (message.State != "queued") return new SendStep.Done();
        if (message.ExpiresAt is { } expires && now > expires) return new SendStep.Expire();

        var recipient = Recipient.Parse(message.Recipient);
        var route = message.Channels;
        for (var position = message.Position; position < route.Count; position++)
        {
            var name = route[position];
            if (!config.Channels.TryGetValue(name, out var channel)) return new SendStep.Hold(name, NotConfigured(name));
            if (AddressOn(name, channel.Kind, recipient, subscriptions) is not { } address) continue;
            return kinds.Contains(channel.Kind)
                ? new SendStep.Send(position, name, channel, address)
                : new SendStep.Hold(name, NotSendable(name, channel.Kind));
        }

        return new SendStep.Reject(message.Position == 0
            ? $"no address or consent on {string.Join(", ", route)}"
            : $"refused or without address on {string.Join(", ", route)}");
    }

    private static SendStep Resolve(string name, GrowthConfig config, IReadOnlySet<string> kinds)
    {
        if (!config.Channels.TryGetValue(name, out var channel)) return new SendStep.Hold(name, NotConfigured(name));
        return kinds.Contains(channel.Kind) ? new SendStep.Resolve(name, channel) : new SendStep.Hold(name, NotSendable(name, channel.Kind));
    }

    /// <returns>Null: this recipient cannot be reached there.</returns>
    private static string? AddressOn(string channel, string kind, Recipient recipient, IReadOnlyDictionary<string, string> subscriptions) =>
        recipient switch
        {
            // The team is known by email addresses only.
            Recipient.Team team => kind is "wechat-subscribe" or "twilio" ? null : team.Email,
            Recipient.Reader => subscriptions.GetValueOrDefault(channel),
            _ => null,
        };

    private static string NotConfigured(string name) => $"A message's route names the channel '{name}', which growth.yaml does not have. Messages wait.";

    private static string NotSendable(string name, string kind) =>
        $"The channel '{name}' is of kind '{kind}', which this version cannot send yet. Its messages wait; 'kind: file' writes them to a folder.";
}
