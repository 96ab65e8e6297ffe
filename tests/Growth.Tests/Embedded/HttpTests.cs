using System.Net;
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

        Assert.Equal("\"a-7-True\"", await host.Client.GetStringAsync("api/echo/a/7"));
        using var wrong = await host.Client.GetAsync("api/echo/a/x");
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
    }

    public sealed class Echo
    {
        [Function(nameof(Echo))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/echo/{word}/{number:int}")] HttpRequest request,
            string word, int number, CancellationToken cancellationToken) => Results.Ok($"{word}-{number}-{request.HttpContext is not null && cancellationToken.CanBeCanceled}");
    }
}
