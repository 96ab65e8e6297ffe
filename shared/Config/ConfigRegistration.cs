using Microsoft.Extensions.DependencyInjection;

namespace Growth.Config;

public static class ConfigRegistration
{
    public static IServiceCollection AddConfig(this IServiceCollection services)
    {
        services.AddSingleton<ApplyWorkspace>().AddSingleton<Secrets>();
        return services;
    }
}
