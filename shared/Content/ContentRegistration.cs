using Microsoft.Extensions.DependencyInjection;

namespace Growth.Content;

public static class ContentRegistration
{
    public static IServiceCollection AddContent(this IServiceCollection services)
    {
        services.AddSingleton<AnnouncePiece>();
        services.AddSingleton<FindPiecePage>();
        return services;
    }
}
