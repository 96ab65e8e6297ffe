using System.Data.Common;
using Dapper;
using Growth.Storage;
using NodaTime;

namespace Growth.Outbound;

/// <summary>The delivery log as an operator sees it.</summary>
public sealed class ListDeliveries(Database database)
{
    private const string Select =
        """
        select d.id, d.endpoint, e.type, e.key, e.webhook_id as WebhookId, e.created_at as CreatedAt, d.state, d.attempt as Attempts, d.next_at as NextAt, d.reason, d.ended_at as EndedAt
        from outbound_delivery d join outbound_event e on e.id = d.event_id
        """;

    /// <param name="endpoint">Null: of all.</param>
    /// <param name="state">Null: in any.</param>
    /// <returns>The latest first.</returns>
    public Task<IReadOnlyList<DeliveryStatus>> RunAsync(string? endpoint, string? state, int limit, CancellationToken cancellationToken) => database.ReadAsync(async connection =>
    {
        var where = string.Join(" and ", ((string?[])[endpoint is null ? null : "d.endpoint = @endpoint", state is null ? null : "d.state = @state"]).OfType<string>());
        return (IReadOnlyList<DeliveryStatus>)(await connection.QueryAsync<DeliveryStatus>(
            $"{Select} {(where.Length == 0 ? "" : "where " + where)} order by d.id desc limit @limit", new { endpoint, state, limit })).AsList();
    }, cancellationToken);

    /// <returns>Those that have failed since their last success, or are disabled.</returns>
    public Task<IReadOnlyList<EndpointHealth>> EndpointsAsync(CancellationToken cancellationToken) => database.ReadAsync(async connection =>
        (IReadOnlyList<EndpointHealth>)(await connection.QueryAsync<EndpointHealth>(
            $"select {EndpointHealth.Columns} from outbound_endpoint where failures > 0 or disabled_at is not null order by name")).AsList(), cancellationToken);

    /// <returns>Null: there is none.</returns>
    public Task<DeliveryDetail?> FindAsync(long id, CancellationToken cancellationToken) => database.ReadAsync(connection => FindAsync(connection, id), cancellationToken);

    private static async Task<DeliveryDetail?> FindAsync(DbConnection connection, long id)
    {
        if (await connection.QueryFirstOrDefaultAsync<DeliveryStatus>($"{Select} where d.id = @id", new { id }) is not { } delivery) return null;
        var body = await connection.QueryFirstAsync<string>("select e.body from outbound_event e join outbound_delivery d on d.event_id = e.id where d.id = @id", new { id });
        var attempts = await connection.QueryAsync<AttemptStatus>(
            "select number, begun_at as BegunAt, outcome, status, took_ms as TookMs from outbound_attempt where delivery_id = @id order by number", new { id });
        return new DeliveryDetail(delivery, body, attempts.AsList());
    }
}

/// <summary>One event for one endpoint.</summary>
public sealed record DeliveryStatus
{
    public long Id { get; init; }

    public string Endpoint { get; init; } = "";

    public string Type { get; init; } = "";

    /// <summary>What happened: the type and the thing's own key.</summary>
    public string Key { get; init; } = "";

    public string WebhookId { get; init; } = "";

    public Instant CreatedAt { get; init; }

    /// <summary><c>waiting</c>, <c>sending</c>, <c>delivered</c> or <c>given-up</c>.</summary>
    public string State { get; init; } = "";

    public int Attempts { get; init; }

    /// <summary>While it waits: when it is tried next.</summary>
    public Instant NextAt { get; init; }

    /// <summary>Why it waits, or was given up.</summary>
    public string? Reason { get; init; }

    public Instant? EndedAt { get; init; }
}

/// <param name="Body">What is sent, the same at every attempt.</param>
public sealed record DeliveryDetail(DeliveryStatus Delivery, string Body, IReadOnlyList<AttemptStatus> Attempts);

public sealed record AttemptStatus
{
    public int Number { get; init; }

    public Instant BegunAt { get; init; }

    /// <summary>Null: none was recorded, because the program died or is at it.</summary>
    public string? Outcome { get; init; }

    /// <summary>HTTP's; null: there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>Milliseconds, by the machine's clock.</summary>
    public long? TookMs { get; init; }
}
