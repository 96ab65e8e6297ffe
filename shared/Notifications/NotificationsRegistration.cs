using Microsoft.Extensions.DependencyInjection;

namespace Growth.Notifications;

public static class NotificationsRegistration
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<QueueMessage>();
        return services;
    }
}
