using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Growth.Storefronts.Youzan;

/// <summary>
/// Youzan's API, as far as orders and refunds are asked back: <c>POST /api/{name}/{version}?access_token=...</c> with a JSON body
/// (doc.youzanyun.com). It answers 200 to everything: what went wrong is in the body. Reads only, so asking again is safe.
/// </summary>
public sealed class YouzanApi : IDisposable
{
    private const int MaxBytes = 4 << 20;

    private readonly HttpClient _http;
    private readonly YouzanTokens _tokens;

    public YouzanApi(IOptions<YouzanOptions> options, Time.MachineClock clock)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = new Uri(options.Value.BaseAddress.TrimEnd('/') + "/"),
            Timeout = TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = MaxBytes,
        };
        _tokens = new YouzanTokens(SendAsync, clock);
    }

    /// <summary>With <c>full_order_info</c>.</summary>
    internal Task<YouzanAnswer> OrderAsync(YouzanCredentials credentials, string number, CancellationToken cancellationToken) =>
        AskAsync(credentials, "youzan.trade.get/4.0.2", new { tid = number }, cancellationToken);

    /// <summary>With <c>status</c>, <c>refund_fee</c>, <c>tid</c>.</summary>
    internal Task<YouzanAnswer> RefundAsync(YouzanCredentials credentials, string refund, CancellationToken cancellationToken) =>
        AskAsync(credentials, "youzan.trade.refund.get/3.0.1", new { refund_id = refund }, cancellationToken);

    public void Dispose()
    {
        _http.Dispose();
        _tokens.Dispose();
    }

    private async Task<YouzanAnswer> AskAsync(YouzanCredentials credentials, string method, object question, CancellationToken cancellationToken)
    {
        string? refused = null;
        // Twice: a token may end before its time, when another instance has renewed it or an operator has.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (await _tokens.FindAsync(credentials, refused, cancellationToken) is not { } token) return Unavailable("Youzan gives no token for this client and shop.");
            var answer = await SendAsync($"api/{method}?access_token={Uri.EscapeDataString(token)}", question, cancellationToken);
            if (answer is null) return Unavailable("Youzan cannot be reached.");
            if (YouzanFault.Of(answer) is not { } fault) return new YouzanAnswer(DataOf(answer), null, false);
            answer.Dispose();
            if (!fault.IsToken) return new YouzanAnswer(null, fault.Message, fault.IsDenial);
            refused = token;
        }

        return Unavailable("Youzan refuses the token it gave.");
    }

    private static JsonDocument DataOf(JsonDocument answer)
    {
        using (answer) return JsonDocument.Parse(answer.RootElement.GetProperty("data").GetRawText());
    }

    private static YouzanAnswer Unavailable(string problem) => new(null, problem, false);

    /// <returns>Null: no answer, or none that is JSON. The address holds a token: no exception's text goes anywhere.</returns>
    private async Task<JsonDocument?> SendAsync(string path, object question, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(question));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK ? Payload.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)) : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The client's own timeout.
            return null;
        }
    }
}
