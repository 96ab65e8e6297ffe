using System.Reflection;
using System.Text.Json.Serialization;
using Growth.Config;
using Growth.Storefronts.Youzan;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Growth.Storefronts;

public static class StorefrontsRegistration
{
    /// <summary>The adapters come with the kinds that <see cref="StorefrontConfig"/> lists.</summary>
    public static IServiceCollection AddStorefronts(this IServiceCollection services)
    {
        foreach (var kind in typeof(StorefrontConfig).GetCustomAttributes<JsonDerivedTypeAttribute>())
            services.TryAddSingleton(((StorefrontConfig)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(kind.DerivedType)).Adapter);
        services.AddSingleton<ApplyShopEvents>();
        services.AddYouzan();
        return services;
    }
}
