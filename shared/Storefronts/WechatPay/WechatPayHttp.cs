using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Security.Cryptography;
using Growth.Time;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Growth.Storefronts.WechatPay;

/// <summary>
/// Signed requests to WeChat Pay's API, and what came back: a success whose signature is still to be verified, or a failure. A failure need
/// not be signed; it can delay something and never make it happen.
/// </summary>
public sealed class WechatPayHttp : IDisposable
{
    private const int MaxAnswerBytes = 1 << 20;
    private const string Json = "application/json";

    private static readonly Duration UsualPause = Duration.FromMinutes(1);
    private static readonly Duration LongestPause = Duration.FromHours(1);

    private readonly HttpClient _http;
    private readonly BusinessClock _clock;

    public WechatPayHttp(IOptions<WechatPayOptions> options, BusinessClock clock)
    {
        _clock = clock;
        // A redirect would lead a signed request elsewhere; connections are renewed so that a moved address is noticed.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = options.Value.BaseAddress,
            Timeout = options.Value.Timeout,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Growth", Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)));
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
    }

    /// <param name="path">With its query, escaped: it is signed as it is sent.</param>
    /// <param name="body">JSON; null: a request without a body.</param>
    internal async Task<WechatPayAnswer<SignedBody>> SendAsync(Merchant merchant, HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            PaySignature.Scheme, Credential(merchant, method, path, body ?? [], _clock.Now.ToUnixTimeSeconds(), RandomNumberGenerator.GetHexString(32)));
        // Says that answers may be signed with the public key.
        if (merchant.PublicKeyId is { } id) request.Headers.TryAddWithoutValidation(PaySignature.SerialHeader, id);
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(Json) } };
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? new WechatPayAnswer<SignedBody>.Ok(Signed(response, bytes)) : Failed(response, bytes);
        }
        catch (HttpRequestException e)
        {
            return new WechatPayAnswer<SignedBody>.Unknown($"{e.HttpRequestError}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WechatPayAnswer<SignedBody>.Unknown("Timeout");
        }
    }

    /// <summary>Of <c>Authorization</c>, behind the scheme (pay.weixin.qq.com, 如何构造接口请求签名).</summary>
    internal static string Credential(Merchant merchant, HttpMethod method, string path, ReadOnlySpan<byte> body, long timestamp, string nonce)
    {
        var signature = merchant.PrivateKey.Sign(PaySignature.Message([method.Method, path, $"{timestamp}", nonce], body));
        return $"mchid=\"{merchant.MchId}\",nonce_str=\"{nonce}\",timestamp=\"{timestamp}\",serial_no=\"{merchant.SerialNo}\",signature=\"{Convert.ToBase64String(signature)}\"";
    }

    private static SignedBody Signed(HttpResponseMessage response, byte[] bytes) =>
        new(PaySignature.Read(name => response.Headers.TryGetValues(name, out var values) ? [.. values] : [], out _), bytes);

    private static WechatPayAnswer<SignedBody> Failed(HttpResponseMessage response, byte[] bytes)
    {
        var code = JsonMembers.TryParse(bytes, out var members) && members.OptionalText("code", 64) is { Length: > 0 } text && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? text
            : $"HTTP {(int)response.StatusCode}";
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound => new WechatPayAnswer<SignedBody>.NotFound(code),
            HttpStatusCode.TooManyRequests => new WechatPayAnswer<SignedBody>.RetryAfter(PauseOf(response.Headers.RetryAfter), code),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => new WechatPayAnswer<SignedBody>.Refused(code),
            _ => new WechatPayAnswer<SignedBody>.Unknown(code),
        };
    }

    private static Duration PauseOf(RetryConditionHeaderValue? header) =>
        header?.Delta is { } delta ? Duration.Max(Duration.FromSeconds(1), Duration.Min(Duration.FromTimeSpan(delta), LongestPause)) : UsualPause;

    public void Dispose() => _http.Dispose();
}

/// <summary>A body that WeChat Pay may have signed.</summary>
/// <param name="Signature">Null: there is none that could be verified.</param>
internal sealed record SignedBody(PaySignature? Signature, byte[] Bytes);
