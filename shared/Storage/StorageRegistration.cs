using Growth.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Growth.Storage;

public static class StorageRegistration
{
    /// <summary>The store, its queue and the two clocks. A host or a test that registered its own clock first keeps it.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptions<GrowthOptions>().BindConfiguration(GrowthOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(provider => new StorageOptions { Path = provider.GetRequiredService<IOptions<GrowthOptions>>().Value.DatabasePath });
        services.TryAddSingleton(new BusinessClock(TimeProvider.System));
        services.TryAddSingleton(new MachineClock(TimeProvider.System));
        services.TryAddSingleton<Database>();
        services.TryAddSingleton<Migrator>();
        services.TryAddSingleton<Alerts>();
        services.TryAddSingleton<QueueSignal>();
        services.TryAddSingleton<DatabaseQueue>();
        services.TryAddSingleton<IQueue>(provider => provider.GetRequiredService<DatabaseQueue>());
        return services;
    }
}
