using Microsoft.Extensions.DependencyInjection;

namespace Growth.Weeks;

public static class WeeksRegistration
{
    public static IServiceCollection AddWeeks(this IServiceCollection services)
    {
        services.AddSingleton<Review.WriteReview>();
        return services;
    }
}
