using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Growth.Time;
using NodaTime;

namespace Growth.Outbound;

/// <summary>One event to one endpoint.</summary>
internal sealed record EventPost(Uri Url, bool AllowPrivate, string WebhookId, string Body, WebhookKeys Keys);

internal enum PostResult
{
    /// <summary>2xx.</summary>
    Accepted,

    /// <summary>410: the receiver wants no more.</summary>
    Gone,

    /// <summary>Not accepted, or it is not known whether it was: it is sent again under the same id.</summary>
    Failed,
}

/// <param name="Outcome">Kebab case, for the delivery log: <c>accepted</c>, <c>refused</c>, <c>redirect-not-followed</c>, <c>timeout</c>, <c>address-refused</c>, or what failed below HTTP.</param>
/// <param name="Status">Null: there was no answer.</param>
internal sealed record PostAnswer(PostResult Result, string Outcome, int? Status = null, Duration? RetryAfter = null)
{
    public Duration Took { get; init; }
}

/// <summary>
/// One call: signed, not followed, ended after <see cref="Timeout"/> in all. An answer counts by its status alone; its body is neither kept
/// nor looked at, for it may repeat what was sent.
/// </summary>
public sealed class PostEvent(OutboundHttp http, MachineClock machine)
{
    /// <summary>For name, connection, handshake, request and the answer's head together.</summary>
    public static TimeSpan Timeout => TimeSpan.FromSeconds(15);

    /// <exception cref="OperationCanceledException">The host stops: what became of it is not known.</exception>
    internal async Task<PostAnswer> RunAsync(EventPost post, CancellationToken cancellationToken)
    {
        var begun = machine.Provider.GetTimestamp();
        var answer = await SendAsync(post, cancellationToken);
        return answer with { Took = Duration.FromTimeSpan(machine.Provider.GetElapsedTime(begun)) };
    }

    private async Task<PostAnswer> SendAsync(EventPost post, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, machine.Provider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = Request(post);
        try
        {
            using var response = await http.Client(post.AllowPrivate).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return Read(response);
        }
        catch (HttpRequestException e)
        {
            return new PostAnswer(PostResult.Failed, e.InnerException is AddressRefusedException ? "address-refused" : JsonNamingPolicy.KebabCaseLower.ConvertName(e.HttpRequestError.ToString()));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PostAnswer(PostResult.Failed, "timeout");
        }
    }

    private HttpRequestMessage Request(EventPost post)
    {
        var (body, now) = (Encoding.UTF8.GetBytes(post.Body), machine.Now);
        var request = new HttpRequestMessage(HttpMethod.Post, post.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("User-Agent", "Growth-Webhooks/1");
        request.Headers.Add("webhook-id", post.WebhookId);
        request.Headers.Add("webhook-timestamp", $"{now.ToUnixTimeSeconds()}");
        request.Headers.Add("webhook-signature", post.Keys.Sign(post.WebhookId, now, body));
        return request;
    }

    private PostAnswer Read(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            _ when response.IsSuccessStatusCode => new PostAnswer(PostResult.Accepted, "accepted", status),
            HttpStatusCode.Gone => new PostAnswer(PostResult.Gone, "gone", status),
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
                new PostAnswer(PostResult.Failed, "refused", status, Wish(response.Headers.RetryAfter)),
            _ => new PostAnswer(PostResult.Failed, status is >= 300 and < 400 ? "redirect-not-followed" : "refused", status),
        };
    }

    /// <summary>A date is by the receiver's clock, which is the machine's if any of ours.</summary>
    private Duration? Wish(RetryConditionHeaderValue? header)
    {
        if (header?.Delta is { } delta) return Duration.FromTimeSpan(delta);
        return header?.Date is { } date ? Duration.Max(Instant.FromDateTimeOffset(date) - machine.Now, Duration.Zero) : null;
    }
}
