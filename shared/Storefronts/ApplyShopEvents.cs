using Growth.Storage;

namespace Growth.Storefronts;

/// <summary>
/// Brings the events of one kept request into members, orders, reading and facts. Safe to run twice, side by side and in any order: every
/// change is keyed, and what is stored of several words on one thing is a function of the words, not of their order.
/// </summary>
public sealed class ApplyShopEvents
{
    /// <summary>What has a writer of its own and is safe to repeat (reading): before the transaction.</summary>
    public Task PrepareAsync(Storefront storefront, StoredWebhook webhook, IReadOnlyList<ShopEvent> events, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>All the rest, in the caller's SERIALIZABLE transaction.</summary>
    public Task RunAsync(Transaction transaction, Storefront storefront, StoredWebhook webhook, IReadOnlyList<ShopEvent> events) => throw new NotSupportedException();
}
