using Growth.Outbound;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Outbound;

public sealed class DeliverWebhook(DeliverEvent deliver)
{
    [Function(nameof(DeliverWebhook))]
    public Task RunAsync([QueueTrigger(EmitEvent.Queue)] DeliveryDue due, CancellationToken cancellationToken) => deliver.RunAsync(due.Id, cancellationToken);
}
