using Growth.Health;
using Growth.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Health;

public sealed class HealthAsked(CheckHealth check)
{
    [Function(nameof(HealthAsked))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "healthz")] HttpRequest request, CancellationToken cancellationToken)
    {
        var health = await check.RunAsync(cancellationToken);
        return health.IsOk
            ? JsonAnswer.Of(StatusCodes.Status200OK, new { health.Status })
            : JsonAnswer.Of(StatusCodes.Status503ServiceUnavailable, new { health.Status, health.Checks });
    }
}
