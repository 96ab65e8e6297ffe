using Growth.Storefronts;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Storefronts;

public sealed class WebhooksAged(ForgetWebhooks forget)
{
    [Function(nameof(WebhooksAged))]
    public Task RunAsync([TimerTrigger("0 50 19 * * *")] TimerInfo timer, CancellationToken cancellationToken) => forget.RunAsync(cancellationToken);
}
