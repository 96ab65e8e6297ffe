using Growth.Time;
using Growth.Weeks.Review;
using Microsoft.Extensions.DependencyInjection;

namespace Growth.Weeks;

public static class WeeksRegistration
{
    public static IServiceCollection AddWeeks(this IServiceCollection services)
    {
        services.AddSingleton<WriteReview>();
        return services
            .AddSingleton<ClockGuard>()
            .AddSingleton<TellTeam>()
            .AddSingleton<OpenWeek>()
            .AddSingleton<PublishPiece>()
            .AddSingleton<CloseWeek>()
            .AddSingleton<SkipWeek>()
            .AddSingleton<WarnNoPlan>()
            .AddSingleton<ApproveDraft>()
            .AddSingleton<AdvanceCampaigns>()
            .AddSingleton<AdvanceWeeks>();
    }
}
