using Growth.Config;
using Growth.Storage;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;

namespace Growth.Orders;

/// <summary>What orders take from the running workspace.</summary>
/// <param name="Currency">Null before the first apply.</param>
public sealed record ShopTerms(int Version, string? Currency, IReadOnlyDictionary<string, StorefrontConfig> Storefronts)
{
    public static ShopTerms BeforeTheFirst { get; } = new(0, null, new Dictionary<string, StorefrontConfig>(StringComparer.Ordinal));

    /// <summary>
    /// Whose order numbers a storefront's events carry: its own, or those of the shop that a payment platform works for. A notice is kept under
    /// the platform's own name while nobody sends orders.
    /// </summary>
    public string ScopeOf(Storefront storefront)
    {
        if (storefront.Config is not WechatPayStorefront pay) return storefront.Name;
        if (pay.Orders is { } named) return named;
        var senders = Storefronts.Where(shop => shop.Value.SendsOrders).Select(shop => shop.Key).ToList();
        return senders is [var only] ? only : storefront.Name;
    }
}

/// <summary>The running terms. The version is asked each time; the config is read again only when it has moved.</summary>
public sealed class RunningShops
{
    private const string Version = "select max(version) from workspace_version";

    private ShopTerms _terms = ShopTerms.BeforeTheFirst;

    /// <summary>As the transaction sees them: exact.</summary>
    internal async Task<ShopTerms> CurrentAsync(Transaction transaction, Batch batch)
    {
        var version = 0;
        batch.Query(Version, Rows.One, row => version = row.IsDBNull(0) ? 0 : row.GetInt32(0));
        await batch.RunAsync();
        var terms = _terms;
        if (terms.Version == version) return terms;
        var found = await WorkspaceStore.CurrentAsync(transaction);
        return _terms = found is null ? ShopTerms.BeforeTheFirst : new ShopTerms(found.Version, found.Config.Currency, found.Config.Storefronts);
    }
}
