using System.Data.Common;
using Dapper;
using Growth.Members;
using Growth.Storage;
using NodaTime;

namespace Growth.Storefronts;

/// <summary>A row of the store's raw requests.</summary>
public sealed record KeptWebhook
{
    private const string Columns =
        """
        id, storefront, delivery, type, headers, body, received_at as ReceivedAt, state, reason, attempts, waiting_since as WaitingSince,
        applied_at as AppliedAt, events
        """;

    public long Id { get; init; }

    public string Storefront { get; init; } = "";

    public string Delivery { get; init; } = "";

    public string Type { get; init; } = "";

    /// <summary>JSON object.</summary>
    public string Headers { get; init; } = "";

    /// <summary>Sealed.</summary>
    public byte[] Body { get; init; } = [];

    public Instant ReceivedAt { get; init; }

    /// <summary>One of <see cref="WebhookState"/>.</summary>
    public string State { get; init; } = "";

    public string? Reason { get; init; }

    public long Attempts { get; init; }

    public Instant? WaitingSince { get; init; }

    public Instant? AppliedAt { get; init; }

    /// <summary>How many it came to when it was applied.</summary>
    public long? Events { get; init; }

    /// <returns>Null: there is none, or it was old and is gone.</returns>
    public static Task<KeptWebhook?> FindAsync(DbConnection connection, long id) =>
        connection.QueryFirstOrDefaultAsync<KeptWebhook>($"select {Columns} from webhook where id = @id", new { id });

    /// <exception cref="System.Security.Cryptography.CryptographicException">Its key is not set any more.</exception>
    public StoredWebhook Open(PersonalData personal) => new()
    {
        Id = Id,
        Storefront = Storefront,
        Delivery = Delivery,
        Type = Type,
        Headers = Json.Read<Dictionary<string, string>>(Headers),
        Body = personal.Open(Body, ReceiveWebhook.Purpose),
        ReceivedAt = ReceivedAt,
    };
}
