using Dapper;
using Growth.Orders;
using Growth.Storage;
using Growth.Storefronts;

namespace Growth.Cli.Demo;

/// <summary>What the store knows of the shop's members, orders and calls. Money in minor units.</summary>
internal sealed record ShopSum
{
    public required long Members { get; init; }

    public required IReadOnlyList<OrdersInState> Orders { get; init; }

    public required IReadOnlyList<WebhookTotal> Webhooks { get; init; }

    public long Placed => Orders.Sum(row => row.Count);

    public long Paid => Orders.Sum(row => row.Paid);

    public long Refunded => Orders.Sum(row => row.Refunded);

    public static async Task<ShopSum> ReadAsync(Database database, CancellationToken cancellationToken) => await database.ReadAsync(async connection => new ShopSum
    {
        Members = await connection.ExecuteScalarAsync<long>("select count(*) from member where merged_into is null"),
        Orders = (await connection.QueryAsync<OrdersInState>(
            """
            select state, count(*) as Count, count(paid_at) as Paid, sum(case when refunded > 0 then 1 else 0 end) as Refunded,
                coalesce(sum(case when paid_at is not null then paid end), 0) as MoneyIn, sum(refunded) as MoneyBack
            from shop_order group by state
            """)).OrderBy(row => row.State).ToList(),
        Webhooks = (await connection.QueryAsync<WebhookTotal>("select type, state, count(*) as Count from webhook group by type, state order by type, state")).AsList(),
    }, cancellationToken);
}

internal sealed record OrdersInState
{
    public OrderStatus State { get; init; }

    public long Count { get; init; }

    /// <summary>Orders, whatever became of them later.</summary>
    public long Paid { get; init; }

    /// <summary>Orders of which something went back.</summary>
    public long Refunded { get; init; }

    public long MoneyIn { get; init; }

    public long MoneyBack { get; init; }
}
