using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Growth.Members;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts;

public abstract class WebhooksOverHttpTests
{
    public sealed class OnSqlite : WebhooksOverHttpTests;

    public sealed class OnPostgres : WebhooksOverHttpTests;

    private static string Paid { get; } = WebhooksDocument.Examples["order.paid"];

    [Fact]
    public async Task Send_Signed_IsStoredSealedAnsweredAndApplied()
    {
        await using var host = await WebhookHost.StartAsync();

        using var answer = await host.SendAsync("\uFEFF" + Paid);
        using var other = await host.SendAsync(Paid, "msg_2");
        await host.Host.WhenIdleAsync();

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (answer.StatusCode, other.StatusCode));
        var kept = await host.KeptAsync();
        var marked = kept[0].Open(host.Host.Services.GetRequiredService<PersonalData>());
        Assert.Equal([0xEF, 0xBB, 0xBF], marked.Body.Span[..3].ToArray());
        Assert.DoesNotContain("oUpF8uMuAJO", Encoding.Latin1.GetString(kept[1].Body), StringComparison.Ordinal);
        Assert.Equal(("shop", "msg_2", "order.paid", WebhookState.Applied, 1L), (kept[1].Storefront, kept[1].Delivery, kept[1].Type, kept[1].State, kept[1].Events));
        Assert.Equal([StandardWebhooks.IdHeader, StandardWebhooks.SignatureHeader, StandardWebhooks.TimestampHeader], marked.Headers.Keys.Order());
        Assert.Equal(["shop/order.paid:1001"], await RecordingSink.KeysAsync(host.Database));
        Assert.Empty(host.Host.Failures);
    }

    [Fact]
    public async Task Send_Twice_IsAnsweredAlikeAndKeptAndAppliedOnce()
    {
        await using var host = await WebhookHost.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => host.SendAsync(Paid, $"msg_{i % 4}")));
        await host.Host.WhenIdleAsync();

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        Assert.Equal(4, (await host.KeptAsync()).Count(kept => kept.State == WebhookState.Applied));
        Assert.Single(await RecordingSink.KeysAsync(host.Database));
        // A transaction that collided has run again, so the calls may be more; a delivery that is known adds none.
        var calls = host.Sink.Calls;
        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync(Paid, "msg_0")).StatusCode);
        await host.Host.WhenIdleAsync();
        Assert.Equal((4, calls), ((await host.KeptAsync()).Count, host.Sink.Calls));
    }

    private static (string How, int Status)[] Tampered { get; } =
    [
        ("body", 401), ("body+newline", 401), ("timestamp", 401), ("timestamp-form", 400), ("timestamp-old", 401), ("id", 401), ("id-empty", 400), ("signature", 401),
        ("signature-base64", 401), ("no-id", 400), ("no-timestamp", 400), ("no-signature", 400), ("gzip", 400), ("utf-16", 400), ("text/plain", 400), ("no-type", 400),
        ("application/problem+json", 400), ("oversized", 413), ("chunked-oversized", 413), ("long-header", 400), ("storefront", 404), ("storefront-case", 404),
    ];

    [Fact]
    public async Task Send_Tampered_IsRefusedAndHasNoEffect()
    {
        await using var host = await WebhookHost.StartAsync();
        foreach (var (how, status) in Tampered)
        {
            try
            {
                using var answer = await host.SendAsync(Paid, change: request => Tamper(request, how));
                Assert.True(status == (int)answer.StatusCode, $"{how}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            }
            catch (HttpRequestException) when (how.Contains("oversized", StringComparison.Ordinal))
            {
                // Who goes on sending what is refused may see the connection end before it hears why.
            }
        }

        Assert.Empty(await host.KeptAsync());
        Assert.Equal(0, await host.CountAsync("select count(*) from queue_message"));
        Assert.Empty(host.Host.Failures);
    }

    [Theory]
    [InlineData("GET", HttpStatusCode.MethodNotAllowed)]
    [InlineData("HEAD", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", HttpStatusCode.MethodNotAllowed)]
    public async Task Send_ByAnotherMethod_Is405(string method, HttpStatusCode status)
    {
        await using var host = await WebhookHost.StartAsync();

        using var answer = await host.SendAsync(Paid, change: request => (request.Method, request.Content) = (new HttpMethod(method), null));

        Assert.Equal(status, answer.StatusCode);
        Assert.Empty(await host.KeptAsync());
    }

    [Fact]
    public async Task Send_SlowBody_Is400WithinFiveSeconds()
    {
        await using var host = await WebhookHost.StartAsync();
        var began = Stopwatch.GetTimestamp();

        var answer = await SendRawAsync(host, [$"Content-Length: {Paid.Length}"], "{");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 3, 5);
        Assert.Empty(await host.KeptAsync());
    }

    [Theory]
    [InlineData(StandardWebhooks.IdHeader)]
    [InlineData(StandardWebhooks.TimestampHeader)]
    [InlineData(StandardWebhooks.SignatureHeader)]
    public async Task Send_HeaderTwice_Is400(string header)
    {
        await using var host = await WebhookHost.StartAsync();
        var (body, timestamp) = (Encoding.UTF8.GetBytes(Paid), ShopSignature.Seconds(host.Now));
        List<string> headers =
        [
            $"Content-Length: {body.Length}", $"{StandardWebhooks.IdHeader}: msg_1", $"{StandardWebhooks.TimestampHeader}: {timestamp}",
            $"{StandardWebhooks.SignatureHeader}: {ShopSignature.Of("msg_1", timestamp, body)}",
        ];

        var twice = await SendRawAsync(host, [.. headers, headers.Single(line => line.StartsWith(header, StringComparison.Ordinal)).ToUpperInvariant()], Paid);
        Assert.Empty(await host.KeptAsync());
        var once = await SendRawAsync(host, headers, Paid);

        Assert.StartsWith("HTTP/1.1 400", twice, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 204", once, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_SecretNotSet_Is503ThatNamesTheSetting()
    {
        await using var host = await WebhookHost.StartAsync();

        using var answer = await host.SendAsync(Paid, storefront: ShopWorkspace.Unset);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(60, answer.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.Contains("SECRET_NOBODY_SET", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await host.KeptAsync());
    }

    [Fact]
    public async Task Send_StoreStuck_Is503WithinFiveSecondsAndSentAgainCountsOnce()
    {
        await using var host = await WebhookHost.StartAsync();
        using (await host.SendAsync(Paid, "warm")) { }
        await host.Host.WhenIdleAsync();

        await using (await LockAsync(host))
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await host.SendAsync(Paid, "msg_1");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 5);
        }

        HttpStatusCode status;
        do
        {
            using var answer = await host.SendAsync(Paid, "msg_1");
            status = answer.StatusCode;
        }
        while (status == HttpStatusCode.ServiceUnavailable);

        await host.Host.WhenIdleAsync();
        Assert.Equal(HttpStatusCode.NoContent, status);
        Assert.Equal(["warm", "msg_1"], (await host.KeptAsync()).Select(kept => kept.Delivery));
    }

    [Fact]
    public async Task Send_VerifiedButUnfit_IsSetAsideVisibleAndReplayable()
    {
        await using var host = await WebhookHost.StartAsync();

        using var answer = await host.SendAsync("""{"type":"order.paid","timestamp":"2026-11-23T08:00:00Z","data":{}}""", "msg_1");
        using var broken = await host.SendAsync("no json at all", "msg_2");
        using var unknown = await host.SendAsync("""{"type":"order.shipped","timestamp":"2026-11-23T08:00:00Z","data":{}}""", "msg_3");
        await host.Host.WhenIdleAsync();

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.NoContent), (answer.StatusCode, broken.StatusCode, unknown.StatusCode));
        var kept = await host.KeptAsync();
        Assert.Equal([WebhookState.SetAside, WebhookState.SetAside, WebhookState.Ignored], kept.Select(one => one.State));
        Assert.Equal(("data.number is missing.", "unreadable", "order.shipped"), (kept[0].Reason, kept[1].Type, kept[2].Type));
        Assert.Equal(1, await host.CountAsync("select count(*) from alert where key = 'webhooks:shop'"));
        using (var health = await host.Host.Client.GetAsync("/healthz"))
            Assert.Contains("\"webhooks\",\"ok\":false", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var replay = host.Host.Services.GetRequiredService<ReplayWebhooks>();
        Assert.Equal(2, await replay.RunAsync(new WebhookFilter { Storefront = "shop", States = [WebhookState.SetAside] }));
        await host.Host.WhenIdleAsync();
        Assert.Equal(kept.Select(one => (one.State, one.Reason)), (await host.KeptAsync()).Select(one => (one.State, one.Reason)));
        Assert.Equal(0, host.Sink.Calls);
    }

    [Fact]
    public async Task Send_AddressCheckAndAnswersOfThePlatform_AreItsOwn()
    {
        await using var host = await WebhookHost.StartAsync();
        host.Other.Verify = static request => request.Method == "GET" && request.Parameter("echostr") is { } echo
            ? new WebhookVerdict.Answered(Results.Text(echo))
            : new WebhookVerdict.Accepted("d-1", "fake");

        var echoed = await host.Host.Client.GetStringAsync("/webhooks/other?echostr=hello");
        using var doubled = await host.Host.Client.GetAsync("/webhooks/other?echostr=a&echostr=b");
        using var received = await host.SendOtherAsync();

        Assert.Equal("hello", echoed);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, doubled.StatusCode);
        Assert.Equal("success", await received.Content.ReadAsStringAsync());
        Assert.Single(await host.KeptAsync());
    }

    [Theory]
    [InlineData("", "t")]
    [InlineData("a\u0000", "t")]
    [InlineData("\ud800", "t")]
    [InlineData("d", "")]
    public async Task Send_KeyThatNoStoreHolds_Is400(string delivery, string type)
    {
        await using var host = await WebhookHost.StartAsync();
        host.Other.Verify = _ => new WebhookVerdict.Accepted(delivery, type);

        using var answer = await host.SendOtherAsync();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(await host.KeptAsync());
    }

    [Fact]
    public async Task Apply_SomethingNotToBeHad_WaitsAndThenApplies()
    {
        await using var host = await WebhookHost.StartAsync();
        var (events, there) = (host.Other.Read, false);
        host.Other.Read = webhook => there ? events(webhook) : new WebhookReading.Later("The order cannot be fetched.", Duration.FromSeconds(30));
        using (await host.SendOtherAsync()) { }
        await host.Host.WhenIdleAsync();

        await host.Host.StepToAsync(host.Now + Duration.FromMinutes(10));
        var waiting = Assert.Single(await host.KeptAsync());
        there = true;
        await host.Host.StepToAsync(host.Now + Duration.FromHours(1));

        // At once, and 30, 90, 210 and 450 s later.
        Assert.Equal((WebhookState.Waiting, 5, "The order cannot be fetched."), (waiting.State, waiting.Attempts, waiting.Reason));
        Assert.Equal((WebhookState.Applied, 1L), (Assert.Single(await host.KeptAsync()).State, (await host.KeptAsync())[0].Events));
    }

    [Fact]
    public async Task Apply_NeverToBeHad_IsSetAsideAfterADay()
    {
        await using var host = await WebhookHost.StartAsync();
        host.Other.Read = static _ => new WebhookReading.Later("The order cannot be fetched.", Duration.FromMinutes(30));
        using (await host.SendOtherAsync()) { }
        await host.Host.WhenIdleAsync();

        await host.Host.StepToAsync(host.Now + Duration.FromHours(23.9));
        var waiting = Assert.Single(await host.KeptAsync());
        await host.Host.StepToAsync(host.Now + Duration.FromHours(1));

        Assert.Equal(WebhookState.Waiting, waiting.State);
        var kept = Assert.Single(await host.KeptAsync());
        Assert.Equal((WebhookState.SetAside, "Waited for a day: The order cannot be fetched."), (kept.State, kept.Reason));
        Assert.Equal(0, await host.CountAsync("select count(*) from queue_message where queue = 'webhooks'"));
    }

    private static void Tamper(HttpRequestMessage request, string how)
    {
        void Set(string header, string value)
        {
            request.Headers.Remove(header);
            request.Headers.TryAddWithoutValidation(header, value);
        }

        string Get(string header) => request.Headers.GetValues(header).Single();
        void Body(byte[] bytes)
        {
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        switch (how)
        {
            case "body": Body(Encoding.UTF8.GetBytes(Paid.Replace("9900", "9901", StringComparison.Ordinal))); break;
            case "body+newline": Body(Encoding.UTF8.GetBytes(Paid + "\n")); break;
            case "timestamp": Set(StandardWebhooks.TimestampHeader, (long.Parse(Get(StandardWebhooks.TimestampHeader), null) + 1).ToString(null, null)); break;
            case "timestamp-form": Set(StandardWebhooks.TimestampHeader, "soon"); break;
            case "timestamp-old":
                var old = (long.Parse(Get(StandardWebhooks.TimestampHeader), null) - 301).ToString(null, null);
                Set(StandardWebhooks.TimestampHeader, old);
                Set(StandardWebhooks.SignatureHeader, ShopSignature.Of(Get(StandardWebhooks.IdHeader), old, Encoding.UTF8.GetBytes(Paid)));
                break;
            case "id": Set(StandardWebhooks.IdHeader, "msg_other"); break;
            case "id-empty": Set(StandardWebhooks.IdHeader, ""); break;
            case "signature": Set(StandardWebhooks.SignatureHeader, "v1," + Convert.ToBase64String(new byte[32])); break;
            case "signature-base64": Set(StandardWebhooks.SignatureHeader, "v1,%%%"); break;
            case "no-id": request.Headers.Remove(StandardWebhooks.IdHeader); break;
            case "no-timestamp": request.Headers.Remove(StandardWebhooks.TimestampHeader); break;
            case "no-signature": request.Headers.Remove(StandardWebhooks.SignatureHeader); break;
            case "gzip": request.Content!.Headers.ContentEncoding.Add("gzip"); break;
            case "utf-16": request.Content!.Headers.ContentType!.CharSet = "utf-16"; break;
            case "no-type": request.Content!.Headers.ContentType = null; break;
            case "text/plain" or "application/problem+json": request.Content!.Headers.ContentType = new MediaTypeHeaderValue(how); break;
            case "oversized": Body(new byte[WebhookRequest.MaxBytes + 1]); break;
            case "chunked-oversized": Body(new byte[WebhookRequest.MaxBytes + 1]); request.Headers.TransferEncodingChunked = true; break;
            case "long-header": request.Headers.TryAddWithoutValidation("x-long", new string('x', WebhookRequest.MaxHeaderLength + 1)); break;
            case "storefront": request.RequestUri = new Uri("/webhooks/nowhere", UriKind.Relative); break;
            case "storefront-case": request.RequestUri = new Uri("/webhooks/SHOP", UriKind.Relative); break;
            default: throw new ArgumentOutOfRangeException(nameof(how), how, null);
        }
    }

    /// <summary>The request line and these lines as they stand, and whatever is answered.</summary>
    private static async Task<string> SendRawAsync(WebhookHost host, IEnumerable<string> headers, string body)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Host.Address.Host, host.Host.Address.Port);
        var head = string.Concat(headers.Prepend("POST /webhooks/shop HTTP/1.1").Append("Host: localhost").Append("Content-Type: application/json").Select(line => line + "\r\n"));
        await socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"{head}\r\n{body}"));
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await socket.GetStream().ReadAsync(buffer));
    }

    private static async Task<IAsyncDisposable> LockAsync(WebhookHost host)
    {
        if (!host.Setting.Contains('=', StringComparison.Ordinal))
        {
            var file = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={host.Setting};Pooling=False");
            await file.OpenAsync();
            await Dapper.SqlMapper.ExecuteAsync(file, "begin immediate");
            return file;
        }

        var session = new Npgsql.NpgsqlConnection(new Npgsql.NpgsqlConnectionStringBuilder(host.Setting) { Pooling = false }.ToString());
        await session.OpenAsync();
        await Dapper.SqlMapper.ExecuteAsync(session, "begin; lock table webhook in exclusive mode");
        return session;
    }
}
