using Microsoft.Extensions.DependencyInjection;

namespace Growth.Storefronts;

/// <summary>The adapter of a storefront's kind.</summary>
public sealed class StorefrontAdapters(IServiceProvider services)
{
    public IStorefrontAdapter Of(Storefront storefront) => (IStorefrontAdapter)services.GetRequiredService(storefront.Config.Adapter);
}
