using Microsoft.Extensions.DependencyInjection;

namespace Growth.Content;

public static class ContentRegistration
{
    public static IServiceCollection AddContent(this IServiceCollection services)
    {
        services.AddSingleton<FindPiecePage>();
        return services;
    }
}
