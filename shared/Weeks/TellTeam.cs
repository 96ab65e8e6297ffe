using Growth.Config;
using Growth.Notifications;
using Growth.Storage;
using NodaTime;

namespace Growth.Weeks;

/// <summary>Queues one message to every member of the team.</summary>
public sealed class TellTeam(QueueMessage messages)
{
    /// <param name="key">The occasion; a member's address is appended, so that each is told once: <c>week-opened/2026-W48</c>.</param>
    /// <param name="occasion">When what it tells of was due, by business time.</param>
    public async Task RunAsync(Transaction transaction, GrowthConfig config, string key, Instant occasion, TeamText text)
    {
        foreach (var member in config.Team)
        {
            await messages.RunAsync(transaction, new Message
            {
                Key = $"{key}/{member.Email}",
                Purpose = Purpose.Transactional,
                Occasion = occasion,
                Recipient = $"team:{member.Email}",
                Route = Route(config),
                Subject = text.Subject,
                Body = text.Body,
            });
        }
    }

    /// <summary>Email where the workspace has it, else its first channel.</summary>
    public static IReadOnlyList<string> Route(GrowthConfig config) =>
        config.Channels.ContainsKey("email") ? ["email"] : [config.Channels.Keys.First()];
}

/// <summary>A message to the team; the body is Markdown.</summary>
public sealed record TeamText(string Subject, string Body);
