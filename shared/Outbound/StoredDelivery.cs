using Growth.Storage;
using NodaTime;

namespace Growth.Outbound;

/// <summary>A row of <c>outbound_delivery</c> with its event.</summary>
internal sealed record StoredDelivery
{
    private const string Select =
        """
        select d.id, d.endpoint, d.state, d.attempt, d.tries, d.next_at as NextAt, d.give_up_at as GiveUpAt, d.sending_until as SendingUntil,
               e.webhook_id as WebhookId, e.type, e.body
        from outbound_delivery d join outbound_event e on e.id = d.event_id where d.id = @id
        """;

    public long Id { get; init; }

    /// <summary>Its name in growth.yaml.</summary>
    public string Endpoint { get; init; } = "";

    public string State { get; init; } = "waiting";

    /// <summary>Number of the last attempt; 0: none yet.</summary>
    public int Attempt { get; init; }

    /// <summary>Attempts since it was last queued by the event or by a person.</summary>
    public int Tries { get; init; }

    public Instant NextAt { get; init; }

    /// <summary>An attempt that fails at this time or later is the last.</summary>
    public Instant GiveUpAt { get; init; }

    /// <summary>Machine time.</summary>
    public Instant? SendingUntil { get; init; }

    public string WebhookId { get; init; } = "";

    public string Type { get; init; } = "";

    public string Body { get; init; } = "";

    public bool HasEnded => State is "delivered" or "given-up";

    /// <returns>Null: it is not kept any more.</returns>
    public static Task<StoredDelivery?> FindAsync(Transaction transaction, long id) => transaction.FirstAsync<StoredDelivery>(Select, new { id });
}

/// <summary>How an endpoint has done since its last success; a row of <c>outbound_endpoint</c>.</summary>
public sealed record EndpointHealth
{
    public string Name { get; init; } = "";

    /// <summary>In a row.</summary>
    public int Failures { get; init; }

    /// <summary>The first of these failures.</summary>
    public Instant? FailingSince { get; init; }

    /// <summary>Before this no attempt is made.</summary>
    public Instant? RetryAt { get; init; }

    public Instant? DisabledAt { get; init; }

    /// <summary><c>gone</c>, <c>failing</c> or <c>by hand</c>.</summary>
    public string? DisabledReason { get; init; }

    internal const string Columns =
        "name, failures, failing_since as FailingSince, retry_at as RetryAt, disabled_at as DisabledAt, disabled_reason as DisabledReason";

    internal static async Task<EndpointHealth> FindAsync(Transaction transaction, string name) =>
        await transaction.FirstAsync<EndpointHealth>($"select {Columns} from outbound_endpoint where name = @name", new { name }) ?? new EndpointHealth { Name = name };

    /// <summary>Nobody else changes it until the transaction ends.</summary>
    internal static async Task<EndpointHealth> LockAsync(Transaction transaction, string name) =>
        (await transaction.FirstAsync<EndpointHealth>($"insert into outbound_endpoint (name) values (@name) on conflict (name) do update set name = excluded.name returning {Columns}", new { name }))!;

    internal Task StoreAsync(Transaction transaction) => transaction.ExecuteAsync(
        """
        insert into outbound_endpoint (name, failures, failing_since, retry_at, disabled_at, disabled_reason)
        values (@Name, @Failures, @FailingSince, @RetryAt, @DisabledAt, @DisabledReason)
        on conflict (name) do update set failures = excluded.failures, failing_since = excluded.failing_since, retry_at = excluded.retry_at,
            disabled_at = excluded.disabled_at, disabled_reason = excluded.disabled_reason
        """,
        this);
}
