using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Growth.Storefronts.Youzan;

public static class YouzanRegistration
{
    /// <summary>What the adapter asks Youzan's API with.</summary>
    public static IServiceCollection AddYouzan(this IServiceCollection services)
    {
        services.AddOptions<YouzanOptions>().BindConfiguration(YouzanOptions.Section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<YouzanOptions>, ValidateYouzan>().AddSingleton<YouzanApi>().AddSingleton<ReadYouzan>();
    }
}
