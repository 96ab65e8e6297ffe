using Growth.Http;
using Growth.Notifications;
using Growth.Tracking;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Notifications;

public sealed class SubscriptionGiven(Subscribe subscribe, ClientAddress addresses)
{
    [Function(nameof(SubscriptionGiven))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "options", Route = "api/subscriptions")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync<SubscriptionAsk>(request, SubscriptionAsk.MaxBytes, cancellationToken);
        if (body.IsRefused) return body.Problem;
        var answer = await subscribe.RunAsync(body.Value, addresses.Of(request), cancellationToken);
        if (answer.Subscribed is not { } subscribed) return answer.Problem!;
        return JsonAnswer.Of(
            subscribed.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            new { subscribed.Channel, subscribed.TextVersion, subscribed.ConsentedAt });
    }
}
