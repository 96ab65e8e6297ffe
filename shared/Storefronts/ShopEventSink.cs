using Growth.Storage;

namespace Growth.Storefronts;

/// <summary>Where the events of a kept request go: <see cref="ApplyShopEvents"/>.</summary>
/// <param name="PrepareAsync">Before the transaction; safe to repeat.</param>
/// <param name="RunAsync">In the transaction that marks the request applied.</param>
public sealed record ShopEventSink(
    Func<Storefront, StoredWebhook, IReadOnlyList<ShopEvent>, CancellationToken, Task> PrepareAsync,
    Func<Transaction, Storefront, StoredWebhook, IReadOnlyList<ShopEvent>, Task> RunAsync)
{
    public static ShopEventSink Of(ApplyShopEvents apply) => new(apply.PrepareAsync, apply.RunAsync);
}
