using System.Net;
using Growth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Growth.Outbound;

public static class OutboundRegistration
{
    public static IServiceCollection AddOutbound(this IServiceCollection services)
    {
        services.TryAddSingleton(new ResolveHost(Dns.GetHostAddressesAsync));
        return services
            .AddSingleton<EmitEvent>()
            .AddSingleton<EmitAlert>()
            .AddSingleton<AlertOpened>(provider => provider.GetRequiredService<EmitAlert>().RunAsync)
            .AddSingleton<OutboundHttp>()
            .AddSingleton<PostEvent>()
            .AddSingleton<EndpointTurns>()
            .AddSingleton<WarnDisabled>()
            .AddSingleton<RecordOutcome>()
            .AddSingleton<DeliverEvent>()
            .AddSingleton<WakeDeliveries>()
            .AddSingleton<SweepDeliveries>();
    }
}
