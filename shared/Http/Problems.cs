using NodaTime;

namespace Growth.Http;

/// <summary>The problems that any endpoint may answer; an endpoint's own stand beside it.</summary>
public static class Problems
{
    public static Problem BodyTooLarge(int limit) =>
        new("body-too-large", 413, "The body is too large", $"The body may have at most {limit} bytes. Send less at once.")
        {
            Extra = new Dictionary<string, object?> { ["limit"] = limit },
        };

    public static Problem UnsupportedMediaType(string detail) =>
        new("unsupported-media-type", 415, "The body's type is not understood", detail)
        {
            Headers = new Dictionary<string, string> { ["Accept-Post"] = "application/json" },
        };

    public static Problem BodyIncomplete() =>
        new("body-incomplete", 400, "The body ended too early", "The connection brought fewer bytes than announced. Nothing was done; send it again.");

    public static Problem BodyTooSlow() =>
        new("body-too-slow", 408, "The body came too slowly", "The body did not arrive in time. Nothing was done; send it again.");

    public static Problem NotJson(string detail) => new("not-json", 400, "The body is not JSON", detail);

    /// <param name="member">Path of the member, such as <c>visitor</c> or <c>events[3].kind</c>.</param>
    public static Problem BadMember(string member, string detail) =>
        new("bad-member", 400, "A member of the body is wrong", detail)
        {
            Extra = new Dictionary<string, object?> { ["member"] = member },
        };

    public static Problem NotFound(string detail) => new("not-found", 404, "There is no such thing", detail);

    public static Problem TooManyRequests(string detail, Duration retryAfter) =>
        new("too-many-requests", 429, "Too many requests", detail) { RetryAfter = retryAfter };

    /// <summary>Nothing is known to be done; the same request may be sent again.</summary>
    public static Problem Unavailable(string detail, Duration retryAfter) =>
        new("unavailable", 503, "The store cannot answer now", detail) { RetryAfter = retryAfter };

    /// <param name="id">Names the entry in the log.</param>
    public static Problem Internal(string id) =>
        new("internal-error", 500, "Something went wrong here", $"The fault is in the log under {id}. The request may have been done or not.")
        {
            Extra = new Dictionary<string, object?> { ["id"] = id },
        };
}
