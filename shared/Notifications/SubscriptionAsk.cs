using System.Text.RegularExpressions;
using Growth.Http;
using Growth.Tracking;

namespace Growth.Notifications;

/// <summary>Body of <c>POST /api/subscriptions</c>: a visitor agrees to be told of new pieces through a channel.</summary>
public sealed partial record SubscriptionAsk
{
    public const int MaxBytes = 2048;

    /// <summary>The token from <c>POST /api/visitors</c>.</summary>
    public required string Visitor { get; init; }

    /// <summary>A channel of growth.yaml.</summary>
    public required string Channel { get; init; }

    /// <summary>Which wording was agreed to: 1 to 64 letters, digits, dots, hyphens and underscores.</summary>
    public required string TextVersion { get; init; }

    internal Problem? Wrong() => TextVersionForm().IsMatch(TextVersion)
        ? null
        : Problems.BadMember("textVersion", "'textVersion' names the wording that was agreed to, in 1 to 64 letters, digits, dots, hyphens and underscores.");

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}\\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex TextVersionForm();
}

/// <summary>Body of <c>DELETE /api/subscriptions</c>.</summary>
public sealed record SubscriptionEnd
{
    /// <inheritdoc cref="SubscriptionAsk.Visitor"/>
    public required string Visitor { get; init; }

    public required string Channel { get; init; }
}

/// <summary>Who a request speaks for, or the problem to answer.</summary>
internal static class VisitorProof
{
    public static (ReaderKey? Reader, Problem? Problem) Of(VisitorTokens tokens, string visitor)
    {
        if (!tokens.Ready) return (null, TrackingProblems.NoSigningKey());
        var verdict = tokens.Verify(visitor, ReaderKind.Visitor);
        return verdict.State switch
        {
            TokenState.Valid => (verdict.Reader, null),
            TokenState.Expired => (null, Problems.BadMember("visitor", "The token is older than 400 days. POST /api/visitors gives a new one.")),
            _ => (null, Problems.BadMember("visitor", "The token was not issued here. POST /api/visitors gives a visitor.")),
        };
    }
}
