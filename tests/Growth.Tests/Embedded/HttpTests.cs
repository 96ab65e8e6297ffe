using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Growth.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Xunit;

namespace Growth.Tests.Embedded;

public sealed class HttpTests
{
    [Fact]
    public async Task Request_RouteValues_BindByName()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Echo));

        Assert.Equal("\"a 7 9000000000 0f8fad5b-d9cb-469f-a165-70867728950e True\"",
            await host.Client.GetStringAsync("api/echo/a/7/9000000000/0f8fad5b-d9cb-469f-a165-70867728950e/true"));
    }

    [Fact]
    public async Task Request_ConstraintNotMet_IsNotFound()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Echo), typeof(Optional));

        await ProblemAsync(await host.Client.GetAsync("api/echo/a/x/1/0f8fad5b-d9cb-469f-a165-70867728950e/true"), HttpStatusCode.NotFound, "not-found");
        await ProblemAsync(await host.Client.GetAsync("api/echo/a/7/x/0f8fad5b-d9cb-469f-a165-70867728950e/true"), HttpStatusCode.BadRequest, "bad-request");
        Assert.Equal("\"none\"", await host.Client.GetStringAsync("api/optional"));
        Assert.Equal("\"5\"", await host.Client.GetStringAsync("api/optional/5"));
    }

    [Fact]
    public async Task Request_OtherMethod_IsRefusedWithTheAllowedOnes()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Optional), typeof(Post));

        using var refused = await ProblemAsync(await host.Client.PostAsync("api/optional", content: null), HttpStatusCode.MethodNotAllowed, "method-not-allowed");

        Assert.Equal(["GET", "HEAD"], refused.Content.Headers.Allow);
        using var other = await host.Client.GetAsync("api/post");
        Assert.Equal(["POST"], other.Content.Headers.Allow);
    }

    [Fact]
    public async Task Request_Head_IsAnsweredAsGetWithoutTheBody()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Optional));

        using var head = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "api/optional"));
        using var missing = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "api/nothing"));

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Request_FunctionThrows_Answers500AndLeaksNothing()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Throws));

        using var answer = await ProblemAsync(await host.Client.GetAsync("api/throws"), HttpStatusCode.InternalServerError, "internal-error");

        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("secret", Assert.Single(host.Failures).Exception.Message);
        Assert.Null(answer.Headers.Server.FirstOrDefault());
    }

    [Fact]
    public async Task Request_ResultFailsToWrite_Answers500()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(BadResult));

        await ProblemAsync(await host.Client.GetAsync("api/bad-result"), HttpStatusCode.InternalServerError, "internal-error");
    }

    [Fact]
    public async Task Request_BodyOverTheServersLimit_Is413()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Post));
        using var large = new ByteArrayContent(new byte[1024 * 1024 + 1]);
        using var fits = new ByteArrayContent(new byte[1024 * 1024]);

        await ProblemAsync(await host.Client.PostAsync("api/post", large), HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        Assert.Equal(1024 * 1024, await (await host.Client.PostAsync("api/post", fits)).Content.ReadFromJsonAsync<int>());
    }

    [Fact]
    public async Task Request_HeadersOverTheLimit_AreRefused()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(typeof(Optional));
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/optional");
        request.Headers.Add("X-Long", new string('x', 17 * 1024));

        using var answer = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string kind)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(Problem.MediaType, answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("/problems/" + kind, problem.GetProperty("type").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        return answer;
    }

    public sealed class Echo
    {
        [Function(nameof(Echo))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/echo/{word}/{number:int}/{big}/{id:guid}/{flag:bool}")] HttpRequest request,
            string word, int number, long big, Guid id, bool flag) => Results.Ok($"{word} {number} {big} {id} {flag}");
    }

    public sealed class Optional
    {
        [Function(nameof(Optional))]
        public ValueTask<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/optional/{page:int?}")] HttpRequest request, int? page) =>
            ValueTask.FromResult(Results.Ok(page is { } number ? $"{number}" : "none"));
    }

    public sealed class Post
    {
        [Function(nameof(Post))]
        public static async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/post")] HttpRequest request, CancellationToken cancellationToken)
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken);
            return Results.Ok((int)body.Length);
        }
    }

    public sealed class Throws
    {
        [Function(nameof(Throws))]
        public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/throws")] HttpRequest request) => throw new InvalidOperationException("secret");
    }

    public sealed class BadResult
    {
        [Function(nameof(BadResult))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/bad-result")] HttpRequest request) => Results.Ok(new Loop());
    }

    public sealed class Loop
    {
        public Loop Self => this;
    }
}
