using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Growth.Config;
using Growth.Storefronts.WechatPay;
using Growth.Storefronts.Youzan;
using Growth.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Growth.Storefronts;

public static class StorefrontsRegistration
{
    public static IServiceCollection AddStorefronts(this IServiceCollection services)
    {
        AddAdapters(services);
        AddIntake(services);
        services.AddSingleton<ApplyShopEvents>();
        services.TryAddSingleton(provider => ShopEventSink.Of(provider.GetRequiredService<ApplyShopEvents>()));
        services.AddSingleton(provider => new ApplyTurns(() => provider.GetRequiredService<WebhookWriter>().IsBusy, provider.GetRequiredService<MachineClock>()));
        services.AddSingleton<ReadWebhook>().AddSingleton<ApplyWebhook>();
        services.AddSingleton<ListWebhooks>().AddSingleton<ReplayWebhooks>().AddSingleton<ForgetWebhooks>();
        services.AddWechatPay().AddYouzan();
        return services;
    }

    /// <summary>The adapters come with the kinds that <see cref="StorefrontConfig"/> lists.</summary>
    private static void AddAdapters(IServiceCollection services)
    {
        foreach (var kind in typeof(StorefrontConfig).GetCustomAttributes<JsonDerivedTypeAttribute>())
            services.TryAddSingleton(((StorefrontConfig)RuntimeHelpers.GetUninitializedObject(kind.DerivedType)).Adapter);
        services.AddSingleton<StorefrontAdapters>();
    }

    private static void AddIntake(IServiceCollection services)
    {
        services.TryAddSingleton(new WebhookWriterOptions());
        services.AddSingleton<RunningStorefronts>().AddSingleton<KeepWebhooks>().AddSingleton<ReceiveWebhook>();
        services.AddSingleton<WebhookWriter>().AddHostedService(provider => provider.GetRequiredService<WebhookWriter>());
        services.AddSingleton<RefusalLog>().AddHostedService(provider => provider.GetRequiredService<RefusalLog>());
    }
}
