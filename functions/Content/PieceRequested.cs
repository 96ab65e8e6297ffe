using Growth.Content;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Content;

/// <summary>The hosted page of a piece.</summary>
public sealed class PieceRequested(FindPiecePage find)
{
    [Function(nameof(PieceRequested))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "c/{slug}")] HttpRequest request, string slug, CancellationToken cancellationToken) =>
        new PageResult(await find.RunAsync(slug, cancellationToken));
}
