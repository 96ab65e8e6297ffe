using Growth.Storage;
using NodaTime;

namespace Growth.Notifications;

/// <summary>A row of <c>message</c>.</summary>
internal sealed record StoredMessage
{
    public const string Columns =
        """
        key, purpose, recipient, route, subject, body, html, state,
        due_at as DueAt, expires_at as ExpiresAt, position, attempt, channel
        """;

    public string Key { get; init; } = "";

    public string Purpose { get; init; } = "";

    public string Recipient { get; init; } = "";

    /// <summary>JSON array of channel names.</summary>
    public string Route { get; init; } = "[]";

    public string Subject { get; init; } = "";

    public string Body { get; init; } = "";

    public string? Html { get; init; }

    public string State { get; init; } = "";

    public Instant DueAt { get; init; }

    public Instant? ExpiresAt { get; init; }

    public int Position { get; init; }

    public int Attempt { get; init; }

    public string? Channel { get; init; }

    public IReadOnlyList<string> Channels => Json.Read<List<string>>(Route);

    public Purpose PurposeValue => Enum.Parse<Purpose>(Purpose, ignoreCase: true);
}
