using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Growth.Storage;
using Growth.Tracking;

namespace Growth.Cli.Demo;

/// <summary>The public HTTP endpoints as a phone reaches them, each call from its owner's own address.</summary>
internal sealed class PublicSite(Uri address, Tally tally) : IDisposable
{
    public const int MaxConnections = 16;

    private const int Attempts = 5;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = MaxConnections })
    {
        BaseAddress = address,
    };

    /// <summary>A token for somebody who has none.</summary>
    public async Task<NewVisitor> AskVisitorAsync(string from, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(() => Of(HttpMethod.Post, "api/visitors", from), cancellationToken);
        return answer.StatusCode == HttpStatusCode.Created
            ? Json.Read<NewVisitor>(await answer.Content.ReadAsStringAsync(cancellationToken))
            : throw await UnexpectedAsync(answer, cancellationToken);
    }

    public async Task SubscribeAsync(string from, string visitor, string channel, string textVersion, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(() => Of(HttpMethod.Post, "api/subscriptions", from, Json.Write(new { visitor, channel, textVersion })), cancellationToken);
        if (!answer.IsSuccessStatusCode) throw await UnexpectedAsync(answer, cancellationToken);
    }

    /// <returns>False: there is no such page (yet).</returns>
    public async Task<bool> OpenAsync(string from, string slug, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(() => Of(HttpMethod.Get, $"c/{Uri.EscapeDataString(slug)}", from), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound) return false;
        if (!answer.IsSuccessStatusCode) throw await UnexpectedAsync(answer, cancellationToken);
        return true;
    }

    /// <summary>Sends events and waits until they are durable.</summary>
    /// <returns>Why an event was refused, in the order of the answer.</returns>
    public async Task<IReadOnlyList<RefusedEvent>> ReportAsync(string from, IReadOnlyList<object> events, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(() => Of(HttpMethod.Post, "api/events", from, Json.Write(new { events })), cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Accepted)
        {
            var receipt = Json.Read<EventsReceipt>(text);
            tally.Answer(receipt.Accepted, receipt.Duplicates, receipt.Refused.Count);
            return receipt.Refused;
        }

        // Nothing of the batch was taken: the problem lists each with its reason.
        if ((int)answer.StatusCode is >= 400 and < 500 && JsonDocument.Parse(text).RootElement.TryGetProperty("refused", out var refused))
        {
            tally.Answer(0, 0, refused.GetArrayLength());
            return refused.Deserialize<IReadOnlyList<RefusedEvent>>(Json.Options)!;
        }

        throw await UnexpectedAsync(answer, cancellationToken);
    }

    /// <summary>As a well-behaved client does: asks again after the time that a 429 or 503 names; every call here is safe to repeat.</summary>
    /// <param name="make">Makes each attempt's request.</param>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = make();
            tally.Request();
            var answer = await _http.SendAsync(request, cancellationToken);
            if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || attempt == Attempts) return answer;
            var wait = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromMilliseconds(100 * attempt);
            answer.Dispose();
            await Task.Delay(wait < LongestWait ? wait : LongestWait, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Of(HttpMethod method, string path, string from, string? body = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-Forwarded-For", from);
        if (body is not null) request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        return request;
    }

    private static async Task<HttpRequestException> UnexpectedAsync(HttpResponseMessage answer, CancellationToken cancellationToken) => new(
        $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.AbsolutePath} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}",
        inner: null,
        answer.StatusCode);
}
