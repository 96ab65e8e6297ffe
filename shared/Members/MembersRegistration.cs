using Growth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Growth.Members;

public static class MembersRegistration
{
    public static IServiceCollection AddMembers(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<GrowthOptions>, ValidateDataKey>();
        services.AddSingleton<PersonalData>();
        return services;
    }
}
