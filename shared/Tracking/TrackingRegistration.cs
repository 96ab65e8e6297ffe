using Microsoft.Extensions.DependencyInjection;

namespace Growth.Tracking;

public static class TrackingRegistration
{
    public static IServiceCollection AddTracking(this IServiceCollection services)
    {
        return services;
    }
}
