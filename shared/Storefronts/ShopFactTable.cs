using Growth.Storage;
using NodaTime;

namespace Growth.Storefronts;

/// <summary>Facts that other parts act on: each kept once, from the first receipt of it.</summary>
internal static class ShopFactTable
{
    // The receipt decides what a check-in counts for, so of several the first one stays, in whatever order they are applied.
    private const string Keep =
        """
        insert into shop_fact (storefront, key, type, occurred_at, received_at, member_id, data, refused)
        select r.storefront, r.key, r.type, r.occurred_at, r.received_at, r.member_id, r.data, r.refused from {rows} where true
        on conflict (storefront, key) do update set
            received_at = case when excluded.received_at < shop_fact.received_at then excluded.received_at else shop_fact.received_at end,
            member_id = coalesce(shop_fact.member_id, excluded.member_id),
            refused = case when shop_fact.refused is null then null else excluded.refused end
        """;

    private static readonly Column[] Columns =
    [
        Column.Text("storefront"), Column.Text("key"), Column.Text("type"), Column.Number("occurred_at"), Column.Number("received_at"), Column.Number("member_id"),
        Column.Text("data"), Column.Text("refused"),
    ];

    /// <param name="refused">Why it had no effect.</param>
    public static void Add(Batch batch, string storefront, ShopEvent happened, Instant receivedAt, long? member, string data, string? refused)
    {
        var rows = new Rows(Columns);
        rows.Add(storefront, happened.Key, happened.Data.Type, happened.OccurredAt, receivedAt, member, data, refused);
        batch.Execute(Keep, rows);
    }
}
