using Growth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Growth.Tracking;

public static class TrackingRegistration
{
    public static IServiceCollection AddTracking(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<GrowthOptions>, ValidateSigningKey>();
        services.AddSingleton<IValidateOptions<GrowthOptions>, ValidateTrustedProxies>();
        services.AddSingleton<VisitorTokens>();
        services.AddSingleton<ClientAddress>();
        services.AddSingleton<EventLimits>();
        services.AddSingleton<RunningTerms>();
        services.AddSingleton<Readers>();
        services.AddSingleton<CountEvents>();
        services.AddSingleton<CommitEvents>();
        services.TryAddSingleton(new EventWriterOptions());
        services.AddSingleton<EventWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<EventWriter>());
        services.AddSingleton<RecountCounters>();
        services.AddSingleton<FoldEvents>();
        services.AddSingleton<ReceiveEvents>();
        services.AddSingleton<IssueVisitor>();
        return services;
    }
}
