using Growth.Http;
using Growth.Notifications;
using Growth.Tracking;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Notifications;

public sealed class SubscriptionEnded(EndSubscription end, ClientAddress addresses)
{
    [Function(nameof(SubscriptionEnded))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/subscriptions")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<SubscriptionEnd>(request, SubscriptionAsk.MaxBytes, cancellationToken);
        if (body.IsRefused) return body.Problem;
        return await end.RunAsync(body.Value, addresses.Of(request), cancellationToken) ?? Results.NoContent();
    }
}
