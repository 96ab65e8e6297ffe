using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Growth.Notifications;

public static class NotificationsRegistration
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<QueueMessage>();
        services.AddSingleton<SendMessage>();
        services.AddSingleton<Subscribe>();
        services.AddSingleton<EndSubscription>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMessageChannel, FileChannel>());
        return services;
    }
}
