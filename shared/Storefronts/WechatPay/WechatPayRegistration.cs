using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Growth.Storefronts.WechatPay;

public static class WechatPayRegistration
{
    public static IServiceCollection AddWechatPay(this IServiceCollection services)
    {
        services.AddOptions<WechatPayOptions>().BindConfiguration(WechatPayOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WechatPayOptions>, CheckWechatPayAddress>());
        services.AddSingleton<Merchants>();
        services.AddSingleton<WechatPayHttp>();
        services.AddSingleton<DownloadCertificates>();
        services.AddSingleton<PlatformKeys>();
        services.AddSingleton<RefreshPlatformKeys>();
        services.AddSingleton<WechatPayClient>();
        services.AddSingleton<AskMissingPayments>();
        return services;
    }
}
