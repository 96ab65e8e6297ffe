using Growth.Config;
using Growth.Outbound;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Outbound;

public sealed class OutboundTick(WakeDeliveries wake, Secrets secrets)
{
    [Function(nameof(OutboundTick))]
    public Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => wake.RunAsync(secrets, cancellationToken);
}
