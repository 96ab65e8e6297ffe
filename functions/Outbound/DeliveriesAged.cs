using Growth.Outbound;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Outbound;

public sealed class DeliveriesAged(SweepDeliveries sweep)
{
    [Function(nameof(DeliveriesAged))]
    public Task RunAsync([TimerTrigger("0 50 19 * * *")] TimerInfo timer, CancellationToken cancellationToken) => sweep.RunAsync(cancellationToken);
}
