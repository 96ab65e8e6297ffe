using Growth.Http;
using Growth.Tracking;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Functions.Tracking;

/// <summary>A reader who has no token yet asks for one. The request's body is not read.</summary>
public sealed class VisitorAsked(IssueVisitor issue, ClientAddress addresses)
{
    [Function(nameof(VisitorAsked))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "options", Route = "api/visitors")] HttpRequest request, CancellationToken cancellationToken)
    {
        var answer = await issue.RunAsync(addresses.Of(request), cancellationToken);
        return answer.Problem ?? JsonAnswer.Of(StatusCodes.Status201Created, answer.Visitor);
    }
}
