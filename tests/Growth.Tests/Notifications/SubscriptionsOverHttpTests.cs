using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Growth.Tests.Weeks;
using NodaTime;
using Xunit;

namespace Growth.Tests.Notifications;

public sealed class SubscriptionsOverHttpTests
{
    [Fact]
    public async Task Post_NewThenAgain_Is201Then200AndOneConsent()
    {
        await using var app = await WeekHost.StartAsync();
        var visitor = await VisitorAsync(app);

        Assert.Equal((HttpStatusCode.Created, "v1"), await PostAsync(app, visitor));
        app.Time.Set(app.Time.Now + Duration.FromMinutes(1));
        Assert.Equal((HttpStatusCode.OK, "v1"), await PostAsync(app, visitor));

        Assert.Equal("push v1 - | ", await ConsentsAsync(app));
    }

    [Fact]
    public async Task DeleteThenPost_KeepsTheFirstConsentAsProof()
    {
        await using var app = await WeekHost.StartAsync();
        var visitor = await VisitorAsync(app);

        await PostAsync(app, visitor);
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(app, visitor));
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(app, visitor));
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(app, visitor, "v2")).Status);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(app, visitor, "v3")).Status);

        Assert.Equal("push v1 ended | push v2 ended | push v3 - | ", await ConsentsAsync(app));
    }

    [Fact]
    public async Task Post_ManyAtOnce_StoresOneConsent()
    {
        await using var app = await WeekHost.StartAsync();
        var visitor = await VisitorAsync(app);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PostAsync(app, visitor)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal("push v1 - | ", await ConsentsAsync(app));
    }

    [Theory]
    [InlineData("{\"visitor\":\"$\",\"channel\":\"pigeon\",\"textVersion\":\"v1\"}", "channel")]
    [InlineData("{\"visitor\":\"forged\",\"channel\":\"push\",\"textVersion\":\"v1\"}", "visitor")]
    [InlineData("{\"visitor\":\"$x\",\"channel\":\"push\",\"textVersion\":\"v1\"}", "visitor")]
    [InlineData("{\"visitor\":\"$\",\"channel\":\"push\",\"textVersion\":\"\"}", "textVersion")]
    [InlineData("{\"visitor\":\"$\",\"channel\":\"push\",\"textVersion\":\"v1\\n\"}", "textVersion")]
    [InlineData("{\"visitor\":\"$\",\"channel\":\"push\\u0000\",\"textVersion\":\"v1\"}", "channel")]
    [InlineData("{\"visitor\":\"$\",\"channel\":\"push\"}", "textVersion")]
    public async Task Post_WrongMember_Is400ThatNamesItAndNothingIsStored(string body, string member)
    {
        await using var app = await WeekHost.StartAsync();
        using var content = new StringContent(body.Replace("$", await VisitorAsync(app), StringComparison.Ordinal), Encoding.UTF8, "application/json");

        using var answer = await app.Host.Client.PostAsync("/api/subscriptions", content);

        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((400, member), ((int)answer.StatusCode, problem.GetProperty("member").GetString()));
        Assert.Equal("", await ConsentsAsync(app));
    }

    [Fact]
    public async Task Post_TooLarge_Is413()
    {
        await using var app = await WeekHost.StartAsync();
        using var content = new StringContent(new string(' ', 3000), Encoding.UTF8, "application/json");

        using var answer = await app.Host.Client.PostAsync("/api/subscriptions", content);

        Assert.Equal((413, 2048), ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("limit").GetInt32()));
    }

    [Fact]
    public async Task Post_ConnectionEndsInTheMiddleOfTheBody_StoresNothingAndIsNoFault()
    {
        await using var app = await WeekHost.StartAsync();
        using var client = new TcpClient(app.Host.Address.Host, app.Host.Address.Port);
        var stream = client.GetStream();
        var body = $"{{\"visitor\":\"{await VisitorAsync(app)}\",\"channel\":\"push\",\"textVersion\":\"v1\"}}";

        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/subscriptions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length + 1}\r\n\r\n{body}"));
        client.Client.Shutdown(SocketShutdown.Send);
        // The server answers or breaks the connection; both are its end.
        await Record.ExceptionAsync(() => stream.CopyToAsync(Stream.Null).WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal(HttpStatusCode.Created, (await PostAsync(app, await VisitorAsync(app))).Status);
        Assert.Equal("push v1 - | ", await ConsentsAsync(app));
        Assert.Empty(app.Host.Failures);
    }

    [Fact]
    public async Task Announcement_OnlyToRunningConsents_WithTheirRefInTheFile()
    {
        await using var app = await WeekHost.StartAsync();
        await app.Database.WriteAsync(transaction => transaction.ExecuteAsync("update subscription set ended_at = 2"));
        var (staying, leaving) = (await NewVisitorAsync(app), await NewVisitorAsync(app));
        await PostAsync(app, staying.Visitor);
        await PostAsync(app, leaving.Visitor);
        await DeleteAsync(app, leaving.Visitor);

        await app.Host.StepToAsync(WeekHost.Times.Opens + Duration.FromHours(9));

        var files = Directory.GetFiles(Path.Combine(app.Outbox, "push"), "*.md", SearchOption.AllDirectories);
        Assert.Contains($"address: \"{staying.Ref}\"", await File.ReadAllTextAsync(Assert.Single(files)), StringComparison.Ordinal);
    }

    private static async Task<string> VisitorAsync(WeekHost app) => (await NewVisitorAsync(app)).Visitor;

    private static async Task<(string Visitor, string Ref)> NewVisitorAsync(WeekHost app)
    {
        using var answer = await app.Host.Client.PostAsync("/api/visitors", null);
        var visitor = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (visitor.GetProperty("visitor").GetString()!, visitor.GetProperty("ref").GetString()!);
    }

    private static async Task<(HttpStatusCode Status, string? TextVersion)> PostAsync(WeekHost app, string visitor, string textVersion = "v1")
    {
        using var answer = await app.Host.Client.PostAsJsonAsync("/api/subscriptions", new { visitor, channel = "push", textVersion });
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("textVersion").GetString());
    }

    private static async Task<HttpStatusCode> DeleteAsync(WeekHost app, string visitor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/subscriptions") { Content = JsonContent.Create(new { visitor, channel = "push" }) };
        using var answer = await app.Host.Client.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>Without the three readers that the host starts with.</summary>
    private static async Task<string> ConsentsAsync(WeekHost app) => string.Concat(await app.QueryAsync<string>(
        "select channel || ' ' || text_version || case when ended_at is null then ' - | ' else ' ended | ' end from subscription where reader_id > 3 order by id"));
}
