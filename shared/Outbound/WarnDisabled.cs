using Growth.Config;
using Growth.Notifications;
using Growth.Storage;
using NodaTime;
using NodaTime.Text;

namespace Growth.Outbound;

/// <summary>Tells each member of the team that an endpoint was disabled, once each time.</summary>
public sealed class WarnDisabled(QueueMessage messages)
{
    /// <param name="endpoint">Disabled.</param>
    internal async Task RunAsync(Transaction transaction, GrowthConfig config, EndpointHealth endpoint)
    {
        var at = endpoint.DisabledAt!.Value;
        var zh = config.Language == Language.ZhCn;
        foreach (var member in config.Team)
        {
            await messages.RunAsync(transaction, new Message
            {
                Key = $"webhook-disabled/{endpoint.Name}/{at.ToMicros()}/{member.Email}",
                Purpose = Purpose.Transactional,
                Occasion = at,
                Recipient = new Recipient.Team(member.Email).ToString(),
                Route = config.Channels.ContainsKey("email") ? ["email"] : [config.Channels.Keys.First()],
                Subject = zh ? $"Webhook「{endpoint.Name}」已停用" : $"The webhook '{endpoint.Name}' is disabled",
                Body = zh ? Zh(endpoint, config.Zone) : Alert(endpoint),
            });
        }
    }

    internal static string Alert(EndpointHealth endpoint) => endpoint.DisabledReason == "gone"
        ? $"The webhook '{endpoint.Name}' is disabled: its receiver answered 410 Gone. Its events wait. Take it out of growth.yaml, or: growth outbound enable {endpoint.Name}."
        : $"The webhook '{endpoint.Name}' is disabled: {endpoint.Failures} attempts in a row have failed since {InstantPattern.General.Format(endpoint.FailingSince!.Value)}. Its events wait. Mend the receiver (growth outbound list says what failed), then: growth outbound enable {endpoint.Name}.";

    private static string Zh(EndpointHealth endpoint, DateTimeZone zone) => endpoint.DisabledReason == "gone"
        ? $"Webhook「{endpoint.Name}」已停用：接收方回答 410 Gone。事件会等着。请从 growth.yaml 中删去它，或运行 growth outbound enable {endpoint.Name}。"
        : $"Webhook「{endpoint.Name}」已停用：自 {endpoint.FailingSince!.Value.InZone(zone):uuuu-MM-dd HH:mm} 起连续失败 {endpoint.Failures} 次。事件会等着。请修好接收方（growth outbound list 说明失败原因），然后运行 growth outbound enable {endpoint.Name}。";
}
