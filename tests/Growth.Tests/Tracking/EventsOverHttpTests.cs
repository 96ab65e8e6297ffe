using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Growth.Config;
using Growth.Tracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Growth.Tests.Tracking;

public abstract class EventsOverHttpTests
{
    public sealed class OnSqlite : EventsOverHttpTests;

    public sealed class OnPostgres : EventsOverHttpTests;

    private const string Piece = TrackingStore.Published;

    [Fact]
    public async Task Post_ViewsOfVisitors_AreAcceptedAndCounted()
    {
        await using var host = await TrackingHost.StartAsync();
        var (one, two) = (await host.VisitorAsync(), await host.VisitorAsync());

        var answer = await host.SendAsync(
            new { id = "1", kind = "view", piece = Piece, visitor = one.Visitor },
            new { id = "2", kind = "share", piece = Piece, visitor = one.Visitor },
            new { id = "1", kind = "view", piece = Piece, visitor = two.Visitor, via = one.Ref },
            new { id = "1", kind = "view", piece = Piece, visitor = two.Visitor },
            new { id = "x", kind = "view", piece = Piece, visitor = two.Visitor, colour = "red" });

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(
            """{"accepted":3,"duplicates":1,"refused":[{"index":4,"id":"x","reason":"unknown-field","detail":"\"colour\" is not a field of an event. Known: id, kind, piece, visitor, memberToken, scroll, seconds, via, at."}]}""",
            answer.Json.GetRawText());
        var counters = await host.CountersAsync();
        Assert.Equal((2, 1, 1, 1), (counters.Readers, counters.Sharers, counters.Bringers, counters.Brought));
    }

    [Theory]
    [InlineData("", "application/json", 400, "empty-body")]
    [InlineData("nonsense", "application/json", 400, "not-json")]
    [InlineData("[]", "application/json", 400, "wrong-shape")]
    [InlineData("{\"events\":[7]}", "application/json", 422, "no-event-accepted")]
    [InlineData("{\"events\":[]}", "text/plain", 415, "unsupported-media-type")]
    [InlineData("{\"events\":[]}", "application/x-www-form-urlencoded", 415, "unsupported-media-type")]
    public async Task Post_BodyAtFault_IsAProblemAndNothingIsDone(string body, string type, int status, string kind)
    {
        await using var host = await TrackingHost.StartAsync();

        var answer = await host.PostAsync(body, type);

        Assert.Equal((status, "application/problem+json", "/problems/" + kind), ((int)answer.Status, answer.Type, answer.Json.GetProperty("type").GetString()));
        Assert.Equal(0, (await host.CountersAsync()).Readers);
    }

    [Fact]
    public async Task Post_TooLargeOrTooMany_Is413()
    {
        await using var host = await TrackingHost.StartAsync();
        var view = JsonSerializer.Serialize(new { id = "1", kind = "view", piece = Piece, visitor = (await host.VisitorAsync()).Visitor });

        var large = await host.PostAsync($$"""{"events":[{{view}}],"pad":"{{new string('x', ParseEvents.MaxBytes)}}"}""");
        var many = await host.PostAsync($$"""{"events":[{{string.Join(',', Enumerable.Repeat(view, 501))}}]}""");

        Assert.Equal(("/problems/body-too-large", "/problems/too-many-events"), (large.Json.GetProperty("type").GetString(), many.Json.GetProperty("type").GetString()));
        Assert.Equal((413, 413, 0), ((int)large.Status, (int)many.Status, (await host.CountersAsync()).Readers));
    }

    [Fact]
    public async Task Post_BodyWithoutEndAndWithoutLength_IsCutAt413()
    {
        await using var host = await TrackingHost.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(host.Host.Address.Host, host.Host.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync("POST /api/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());
        var chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string(' ', 0x10000) + "\r\n");
        for (var i = 0; i < 5; i++) await stream.WriteAsync(chunk);

        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Post_NoSigningKey_Is503ThatNamesTheSetting()
    {
        await using var host = await TrackingHost.StartAsync(services: services =>
            services.Replace(ServiceDescriptor.Singleton(provider => new VisitorTokens(
                Microsoft.Extensions.Options.Options.Create(new Growth.Storage.GrowthOptions()), provider.GetRequiredService<Growth.Time.BusinessClock>()))));

        var events = await host.SendAsync(new { id = "1", kind = "view", piece = Piece, visitor = "v1.x.y" });
        using var visitor = await host.Client.PostAsync("/api/visitors", null);

        Assert.Equal((503, 503), ((int)events.Status, (int)visitor.StatusCode));
        Assert.Contains("Growth__SigningKey", events.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Post_OverTheLimit_Is429PerNamedClient()
    {
        await using var host = await TrackingHost.StartAsync(
            new TrackingConfig { EventsPerMinute = 2 }, new Dictionary<string, string?> { ["Growth:TrustedProxies"] = "127.0.0.0/8,::1" });
        var visitor = (await host.VisitorAsync()).Visitor;
        var sent = 0;
        async Task<TrackingHost.Answer> Send(string client)
        {
            host.Client.DefaultRequestHeaders.Remove("X-Forwarded-For");
            host.Client.DefaultRequestHeaders.Add("X-Forwarded-For", client);
            return await host.SendAsync(new { id = $"{sent++}", kind = "view", piece = Piece, visitor });
        }

        var statuses = new List<int>();
        foreach (var client in new[] { "203.0.113.1", "203.0.113.1", "1.1.1.1, 203.0.113.1", "203.0.113.2" }) statuses.Add((int)(await Send(client)).Status);
        var last = await Send("203.0.113.1");

        Assert.Equal([202, 202, 429, 202], statuses);
        Assert.Equal("/problems/too-many-requests", last.Json.GetProperty("type").GetString());
        Assert.InRange(last.RetryAfter!.Value.TotalSeconds, 1, 60);
        Assert.Equal("rate-limited", last.Json.GetProperty("refused")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task PostVisitors_OverTheLimit_Is429()
    {
        await using var host = await TrackingHost.StartAsync(new TrackingConfig { EventsPerMinute = 1 });
        await host.VisitorAsync();

        using var answer = await host.Client.PostAsync("/api/visitors", null);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("https://shop.example.com", true)]
    [InlineData("https://evil.example.com", false)]
    [InlineData("https://shop.example.com.evil.com", false)]
    [InlineData("null", false)]
    public async Task Cors_OriginOfGrowthYaml_MayCall(string origin, bool allowed)
    {
        await using var host = await TrackingHost.StartAsync(corsOrigins: ["https://shop.example.com"]);
        foreach (var method in new[] { HttpMethod.Options, HttpMethod.Post })
        {
            using var request = new HttpRequestMessage(method, "/api/visitors");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            using var answer = await host.Client.SendAsync(request);

            Assert.Equal(method == HttpMethod.Options ? HttpStatusCode.NoContent : HttpStatusCode.Created, answer.StatusCode);
            Assert.Equal(allowed ? [origin] : [], answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values : []);
            Assert.Equal(allowed && method == HttpMethod.Options, answer.Headers.Contains("Access-Control-Allow-Headers"));
            Assert.Contains("Origin", answer.Headers.Vary);
        }
    }

    [Fact]
    public async Task Post_ManyClientsAtOnce_CountersEqualARecount()
    {
        await using var host = await TrackingHost.StartAsync();
        var visitors = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.VisitorAsync()));

        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            var answer = await host.SendAsync(
                [.. visitors.Select(visitor => (object)new { id = $"{i / 2}", kind = i % 4 == 0 ? "share" : "view", piece = Piece, visitor = visitor.Visitor, via = visitors[i % 10].Ref })]);
            Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        }));

        var counters = await host.CountersAsync();
        Assert.Equal((10, 200), (counters.Readers, counters.Views + counters.Shares));
        Assert.Equal(await host.Database.ReadAsync(connection => CounterRow.ScanAsync(connection, Piece)), counters);
    }
}
