using Growth.Config;
using Growth.Content;
using Growth.Health;
using Growth.Members;
using Growth.Notifications;
using Growth.Orders;
using Growth.Outbound;
using Growth.Storage;
using Growth.Storefronts;
using Growth.Tracking;
using Growth.Weeks;
using Microsoft.Extensions.DependencyInjection;

namespace Growth;

public static class GrowthRegistration
{
    /// <summary>Everything the functions ask for. Each domain registers its own.</summary>
    public static IServiceCollection AddGrowth(this IServiceCollection services) => services
        .AddStorage()
        .AddConfig()
        .AddHealth()
        .AddContent()
        .AddMembers()
        .AddNotifications()
        .AddOrders()
        .AddOutbound()
        .AddStorefronts()
        .AddTracking()
        .AddWeeks();
}
