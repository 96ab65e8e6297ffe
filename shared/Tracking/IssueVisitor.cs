using Growth.Http;

namespace Growth.Tracking;

/// <summary>A new visitor: the token that proves it and the code for its shared links.</summary>
public sealed record NewVisitor(string Visitor, string Ref);

/// <summary>Either a new visitor or the problem to answer.</summary>
public sealed record VisitorAnswer(NewVisitor? Visitor, Problem? Problem);

/// <summary>Gives a token to somebody new. Nothing is stored: the reader's row comes with the first event.</summary>
public sealed class IssueVisitor(VisitorTokens tokens, EventLimits limits, RunningTerms terms)
{
    /// <summary>No slug: what a piece is called can never use up the limit of visitors.</summary>
    private const string Limited = "POST /api/visitors";

    public async Task<VisitorAnswer> RunAsync(string address, CancellationToken cancellationToken)
    {
        if (!tokens.Ready) return new VisitorAnswer(null, TrackingProblems.NoSigningKey());
        var perMinute = (await terms.RecentAsync(cancellationToken)).Tracking.EventsPerMinute;
        if (limits.Take(address, Limited, perMinute) is { } wait)
            return new VisitorAnswer(null, Problems.TooManyRequests($"At most {perMinute} new visitors a minute from one address. Keep the visitor you have.", wait));
        var issued = tokens.IssueVisitor();
        return new VisitorAnswer(new NewVisitor(issued.Token, issued.Reader.Ref), null);
    }
}
