using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Growth.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Growth.Tests.Storefronts.WechatPay;

/// <summary>The network's other end: WeChat Pay's API as far as it is called, over real HTTP. It refuses what is not signed by the merchant and signs what it says.</summary>
internal sealed partial class WechatPayStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SteppedTime _time;
    private int _certificateCalls;

    private WechatPayStub(WebApplication app, SteppedTime time) => (_app, _time) = (app, time);

    public Uri Address => new(_app.Urls.First());

    /// <summary>What the list of certificates holds.</summary>
    public List<TestCertificate> Certificates { get; } = [PayAccount.Platform];

    /// <summary>Who signs answers.</summary>
    public TestCertificate Signer { get; set; } = PayAccount.Platform;

    /// <summary>The serial that is said to have signed them; null: the signer's.</summary>
    public string? SignerSerial { get; set; }

    /// <summary>By order number; what is not here was never paid for.</summary>
    public ConcurrentDictionary<string, byte[]> Transactions { get; } = new();

    /// <summary>How many times each order was asked for.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = new();

    public int CertificateCalls => _certificateCalls;

    /// <summary>Changes an answer after it was signed.</summary>
    public Func<byte[], byte[]>? Tamper { get; set; }

    /// <summary>Names certificates by a serial that is not theirs.</summary>
    public bool Relabel { get; set; }

    /// <summary>How old answers say they are.</summary>
    public Duration Age { get; set; }

    /// <summary>Null: as it should be; else every answer is this status with this code.</summary>
    public (int Status, string Code)? Failing { get; set; }

    /// <summary>Answers wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static async Task<WechatPayStub> StartAsync(SteppedTime time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var stub = new WechatPayStub(app, time);
        app.MapGet("/v3/certificates", stub.CertificatesAsync);
        app.MapGet("/v3/pay/transactions/out-trade-no/{number}", stub.TransactionAsync);
        await app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task CertificatesAsync(HttpContext http)
    {
        Interlocked.Increment(ref _certificateCalls);
        var list = new
        {
            data = Certificates.Select(one => new
            {
                serial_no = Relabel ? "1234" : one.Serial,
                effective_time = "2018-06-08T10:34:56+08:00",
                expire_time = "2028-12-08T10:34:56+08:00",
                encrypt_certificate = PayAccount.Sealed("certificate", Encoding.UTF8.GetBytes(one.Pem), "certificate"),
            }),
        };
        await AnswerAsync(http, JsonSerializer.SerializeToUtf8Bytes(list));
    }

    private async Task TransactionAsync(HttpContext http, string number)
    {
        Asked.AddOrUpdate(number, 1, (_, count) => count + 1);
        if (Transactions.TryGetValue(number, out var transaction)) await AnswerAsync(http, transaction);
        else await FailAsync(http, StatusCodes.Status404NotFound, "ORDER_NOT_EXIST");
    }

    private async Task AnswerAsync(HttpContext http, byte[] body)
    {
        await Gate;
        if (Failing is { } failing) await FailAsync(http, failing.Status, failing.Code);
        else if (!IsMerchants(http)) await FailAsync(http, StatusCodes.Status401Unauthorized, "SIGN_ERROR");
        else
        {
            foreach (var (name, values) in PayAccount.Sign(body, _time.Now - Age, Signer, SignerSerial)) http.Response.Headers[name] = values;
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(Tamper?.Invoke(body) ?? body);
        }
    }

    private static Task FailAsync(HttpContext http, int status, string code)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new { code, message = "失败" });
    }

    private static bool IsMerchants(HttpContext http)
    {
        var match = Credential().Match(http.Request.Headers.Authorization.ToString());
        if (!match.Success || http.Request.Headers.UserAgent.Count != 1 || http.Request.Headers.Accept != "application/json") return false;
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var signed = $"GET\n{target}\n{match.Groups["time"].Value}\n{match.Groups["nonce"].Value}\n\n";
        lock (PayAccount.MerchantKey)
            return match.Groups["mchid"].Value == PayAccount.MchId && match.Groups["serial"].Value == PayAccount.MerchantSerial
                && PayAccount.MerchantKey.VerifyData(Encoding.UTF8.GetBytes(signed), Convert.FromBase64String(match.Groups["signature"].Value), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    [GeneratedRegex("^WECHATPAY2-SHA256-RSA2048 mchid=\"(?<mchid>[^\"]*)\",nonce_str=\"(?<nonce>[^\"]*)\",timestamp=\"(?<time>[0-9]+)\",serial_no=\"(?<serial>[^\"]*)\",signature=\"(?<signature>[^\"]*)\"$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Credential();
}
