using Microsoft.Extensions.DependencyInjection;

namespace Growth.Health;

public static class HealthRegistration
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<CheckHealth>().AddSingleton<WatchWork>();
        return services;
    }
}
