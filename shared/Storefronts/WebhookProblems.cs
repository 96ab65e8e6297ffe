using Growth.Http;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Growth.Storefronts;

/// <summary>What is answered to a request before or instead of its platform's own answers: docs/webhooks.md.</summary>
public static class WebhookProblems
{
    public static Problem WrongMethod(IReadOnlyList<string> methods) =>
        new("method-not-allowed", StatusCodes.Status405MethodNotAllowed, "This method has no answer here", "Webhooks are sent by POST.")
        {
            Headers = new Dictionary<string, string> { ["Allow"] = string.Join(", ", methods) },
        };

    /// <summary>Platforms know 400, 401 and 413: whatever else a body may be refused for is 400.</summary>
    public static Problem OfBody(Problem problem) => problem.Status == StatusCodes.Status413PayloadTooLarge ? problem : problem with { Status = StatusCodes.Status400BadRequest };

    public static Problem Headers() => Bad("too-many-headers", $"At most {WebhookRequest.MaxHeaders} headers and query parameters of at most {WebhookRequest.MaxHeaderLength} characters.");

    public static Problem Delivery() => Bad("bad-delivery", "The delivery's id or type is empty, too long, or holds control characters.");

    /// <param name="setting">The name of what is missing, never a value.</param>
    public static Problem NotReady(string setting, Duration retryAfter) =>
        new("not-ready", StatusCodes.Status503ServiceUnavailable, "This storefront is not set up yet", $"The setting {setting} is not set or not usable. Nothing was taken; send it again later.")
        {
            RetryAfter = retryAfter,
        };

    /// <summary>Not a request of this kind at all.</summary>
    public static Problem Bad(string kind, string detail) => new(kind, StatusCodes.Status400BadRequest, "The webhook is malformed", detail);

    /// <summary>Not proven. The same text for every such reason but the clock's: what would be right is nobody's business.</summary>
    public static Problem NotProven(string kind, string detail) => new(kind, StatusCodes.Status401Unauthorized, "The webhook is not proven", detail);
}
