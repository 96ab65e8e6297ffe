using System.Globalization;
using Growth.Http;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Growth.Embedded.Http;

/// <summary>The host's own answers, where no function answered.</summary>
internal static class HostProblems
{
    public static Problem NotFound { get; } = Problems.NotFound("No function has this address.");

    public static Problem Stopping { get; } = new("stopping", StatusCodes.Status503ServiceUnavailable, "The host is stopping", "Nothing is known to be done; send it again.")
    {
        RetryAfter = Duration.FromSeconds(5),
    };

    public static Problem MethodNotAllowed(string allowed) =>
        new("method-not-allowed", StatusCodes.Status405MethodNotAllowed, "This method is not answered here", $"Allowed: {allowed}.");

    public static Problem TimedOut(TimeSpan timeout) => new(
        "function-timeout", StatusCodes.Status503ServiceUnavailable, "It took too long",
        $"It did not end within {timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s and was cancelled; it may be done in part. Send it again.");

    /// <summary>A request that the server or a binder could not read.</summary>
    public static Problem Unreadable(BadHttpRequestException fault) => fault.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new Problem("body-too-large", fault.StatusCode, "The body is too large", "Send less at once."),
        StatusCodes.Status408RequestTimeout => Problems.BodyTooSlow(),
        _ => new Problem("bad-request", fault.StatusCode, "The request cannot be read", fault.Message),
    };

    /// <summary>Writes it in place of whatever the function had begun to answer.</summary>
    public static Task WriteAsync(this Problem problem, HttpContext http)
    {
        http.Response.Clear();
        return problem.ExecuteAsync(http);
    }
}
