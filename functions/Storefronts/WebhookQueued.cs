using Growth.Storefronts;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Storefronts;

public sealed class WebhookQueued(ApplyWebhook apply)
{
    [Function(nameof(WebhookQueued))]
    public Task RunAsync([QueueTrigger(WebhookMessage.Queue)] WebhookMessage message, CancellationToken cancellationToken) =>
        apply.RunAsync(message.Id, cancellationToken);
}
