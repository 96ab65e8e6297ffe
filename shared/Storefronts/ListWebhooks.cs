using Dapper;
using Growth.Storage;
using NodaTime;

namespace Growth.Storefronts;

/// <summary>A kept request in a list: nothing of its body.</summary>
public sealed record ListedWebhook
{
    public long Id { get; init; }

    public string Storefront { get; init; } = "";

    public string Type { get; init; } = "";

    public string Delivery { get; init; } = "";

    public string State { get; init; } = "";

    public string? Reason { get; init; }

    public Instant ReceivedAt { get; init; }
}

/// <summary>How many requests of a storefront and type are in a state.</summary>
public sealed record WebhookTotal
{
    public string Storefront { get; init; } = "";

    public string Type { get; init; } = "";

    public string State { get; init; } = "";

    public long Count { get; init; }
}

/// <summary>The latest requests and the totals of all.</summary>
public sealed record WebhookList(IReadOnlyList<WebhookTotal> Totals, IReadOnlyList<ListedWebhook> Webhooks);

public sealed class ListWebhooks(Database database)
{
    /// <param name="limit">1 to 1000 of the latest.</param>
    public Task<WebhookList> RunAsync(WebhookFilter filter, int limit, CancellationToken cancellationToken) => database.ReadAsync(async connection =>
    {
        var parameters = new { filter.Id, filter.Storefront, filter.Type, filter.Since, limit };
        var totals = await connection.QueryAsync<WebhookTotal>(
            $"select storefront, type, state, count(*) as Count from webhook where {filter.Sql()} group by storefront, type, state order by storefront, type, state", parameters);
        var rows = await connection.QueryAsync<ListedWebhook>(
            $"select id, storefront, type, delivery, state, reason, received_at as ReceivedAt from webhook where {filter.Sql()} order by id desc limit @limit", parameters);
        return new WebhookList(totals.AsList(), rows.AsList());
    }, cancellationToken);
}
