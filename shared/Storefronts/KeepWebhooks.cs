using Growth.Storage;
using NodaTime;

namespace Growth.Storefronts;

/// <summary>A verified request that is to be kept.</summary>
/// <param name="Headers">JSON object.</param>
/// <param name="Body">Sealed.</param>
public sealed record NewWebhook(string Storefront, string Delivery, string Type, string Headers, byte[] Body, Instant ReceivedAt);

/// <summary>What became of it; all but <see cref="NotStored"/> are durable.</summary>
public enum WebhookKept
{
    Stored,

    /// <summary>It was there before: nothing was written, nothing queued.</summary>
    Duplicate,

    /// <summary>The store refuses this one alone.</summary>
    NotStored,
}

/// <summary>The queue's message: the request itself stays in the store.</summary>
public sealed record WebhookMessage(long Id)
{
    public const string Queue = "webhooks";
}

/// <summary>
/// Writes a group of requests and queues those that are new, in the caller's transaction. The unique key of the delivery decides what is new,
/// so it is safe beside other instances and when it runs again. READ COMMITTED is enough: nothing is decided by what was read.
/// </summary>
public sealed class KeepWebhooks(IQueue queue)
{
    private const string Insert =
        """
        insert into webhook (storefront, delivery, type, headers, body, received_at, state)
        select r.storefront, r.delivery, r.type, r.headers, r.body, r.received_at, 'received' from {rows} where true
        on conflict (storefront, delivery) do nothing
        returning id, storefront, delivery
        """;

    private static readonly Column[] Columns =
    [
        Column.Text("storefront"), Column.Text("delivery"), Column.Text("type"), Column.Text("headers"), Column.Bytes("body"), Column.Number("received_at"),
    ];

    /// <returns>One outcome for each request, in order.</returns>
    public async Task<WebhookKept[]> RunAsync(Transaction transaction, IReadOnlyList<NewWebhook> webhooks)
    {
        // The first of each key; sorted, so that two instances that write the same keys wait for each other in one order.
        var firsts = new SortedDictionary<(string, string), NewWebhook>(ByOrdinal);
        foreach (var webhook in webhooks) firsts.TryAdd((webhook.Storefront, webhook.Delivery), webhook);
        var rows = new Rows(Columns);
        foreach (var one in firsts.Values) rows.Add(one.Storefront, one.Delivery, one.Type, one.Headers, one.Body, one.ReceivedAt);
        var stored = new Dictionary<(string, string), long>();
        var batch = transaction.Batch();
        batch.Query(Insert, rows, row => stored.Add((row.GetString(1), row.GetString(2)), row.GetInt64(0)));
        await batch.RunAsync();

        foreach (var id in stored.Values.Order()) await queue.EnqueueAsync(transaction, WebhookMessage.Queue, new WebhookMessage(id));
        var outcomes = new WebhookKept[webhooks.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var key = (webhooks[i].Storefront, webhooks[i].Delivery);
            outcomes[i] = stored.ContainsKey(key) && ReferenceEquals(firsts[key], webhooks[i]) ? WebhookKept.Stored : WebhookKept.Duplicate;
        }

        return outcomes;
    }

    private static readonly Comparer<(string Storefront, string Delivery)> ByOrdinal = Comparer<(string Storefront, string Delivery)>.Create(
        static (one, other) => string.CompareOrdinal(one.Storefront, other.Storefront) is not 0 and var first ? first : string.CompareOrdinal(one.Delivery, other.Delivery));
}
