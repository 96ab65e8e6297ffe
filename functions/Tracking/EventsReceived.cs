using Growth.Http;
using Growth.Tracking;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Tracking;

/// <summary>A batch of events from a page, a mini-program or a site: docs/events.md.</summary>
public sealed class EventsReceived(ReceiveEvents receive, ClientAddress addresses)
{
    [Function(nameof(EventsReceived))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "options", Route = "api/events")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, ParseEvents.MaxBytes, cancellationToken);
        if (body.IsRefused) return body.Problem;
        var answer = await receive.RunAsync(body.Bytes, addresses.Of(request), cancellationToken);
        return answer.Problem ?? JsonAnswer.Of(StatusCodes.Status202Accepted, answer.Receipt);
    }
}
