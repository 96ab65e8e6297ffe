using Growth.Storefronts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Storefronts;

/// <summary>A storefront's request, or a platform's check of the address: docs/webhooks.md.</summary>
public sealed class WebhookReceived(ReceiveWebhook receive)
{
    [Function(nameof(WebhookReceived))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "webhooks/{storefront}")] HttpRequest request, string storefront, CancellationToken cancellationToken) =>
        receive.RunAsync(storefront, request, cancellationToken);
}
