using Microsoft.Extensions.DependencyInjection;

namespace Growth.Orders;

public static class OrdersRegistration
{
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        services.AddSingleton<RunningShops>();
        return services;
    }
}
