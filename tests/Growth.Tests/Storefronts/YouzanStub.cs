using System.Collections.Concurrent;
using System.Text.Json;
using Growth.Storefronts.Youzan;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Growth.Tests.Storefronts;

/// <summary>Youzan's API at its address, with answers as its documentation has them.</summary>
internal sealed class YouzanStub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private YouzanStub(WebApplication app) => _app = app;

    /// <summary>Paths with what was asked, in order.</summary>
    public ConcurrentQueue<(string Path, string Body)> Asked { get; } = new();

    /// <summary>The token that is taken; each renewal by <c>refresh</c> makes another.</summary>
    public string Token { get; set; } = "token-1";

    public Instant Ends { get; set; } = Instant.FromUtc(2026, 11, 30, 0, 0);

    /// <summary>What the shop's API says of anything: its whole body.</summary>
    public Func<string, string> Answer { get; set; } = _ => Unknown;

    public int Status { get; set; } = 200;

    public TimeSpan Slow { get; set; }

    public static string Unknown => """{"trace_id":"yz7-1","code":5000,"success":false,"message":"trade not found","data":{"full_order_info":{"orders":[]}}}""";

    public IOptions<YouzanOptions> Options => Microsoft.Extensions.Options.Options.Create(new YouzanOptions { BaseAddress = _app.Urls.First() });

    public static string Found(string data) => $$"""{"trace_id":"yz7-1","code":200,"success":true,"message":"successful","data":{{data}}}""";

    public static async Task<YouzanStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var stub = new YouzanStub(builder.Build());
        stub._app.Run(stub.AnswerAsync);
        await stub._app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Asked.Enqueue((context.Request.Path, body));
        await Task.Delay(Slow);
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(context.Request.Path == "/auth/token" ? TokenFor(body) : Judge(context.Request, body));
    }

    private string TokenFor(string body)
    {
        using var asked = JsonDocument.Parse(body);
        if (asked.RootElement.GetProperty("client_secret").GetString() != YouzanSender.Secret) return """{"success":false,"code":1000,"data":null,"message":"应用信息错误"}""";
        if (asked.RootElement.GetProperty("refresh").GetBoolean()) Token += "+";
        return $$"""{"success":true,"code":200,"data":{"expires":{{Ends.ToUnixTimeMilliseconds()}},"scope":"trade","access_token":"{{Token}}","authority_id":"111301484"},"message":null}""";
    }

    private string Judge(HttpRequest request, string body) =>
        request.Query["access_token"] == Token ? Answer(body) : """{"gw_err_resp":{"trace_id":"yz7-1","err_msg":"Token 不存在","err_code":4203}}""";
}
