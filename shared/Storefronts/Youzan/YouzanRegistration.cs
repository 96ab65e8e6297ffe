using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Growth.Storefronts.Youzan;

internal static class YouzanRegistration
{
    public static IServiceCollection AddYouzan(this IServiceCollection services)
    {
        services.AddOptions<YouzanOptions>().BindConfiguration(YouzanOptions.Section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<YouzanOptions>, ValidateYouzan>().AddSingleton<YouzanApi>().AddSingleton<ReadYouzan>();
    }
}
