using System.Net;
using System.Text.Json;
using Growth.Functions.Http;
using Growth.Storage;
using Growth.Tests.Embedded;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;
using static SQLitePCL.raw;

namespace Growth.Tests.Http;

public sealed class ProblemMiddlewareTests
{
    [Theory]
    [InlineData("busy", 503, "unavailable", true)]
    [InlineData("full", 503, "unavailable", true)]
    [InlineData("corrupt", 503, "unavailable", true)]
    [InlineData("bad", 400, "bad-request", false)]
    [InlineData("cancelled", 503, "unavailable", true)]
    public async Task Request_KnownFault_SaysItsNature(string fault, int status, string kind, bool retry)
    {
        await using var app = App(new Logged());
        await using var host = await app.StartAsync(typeof(Fails));

        using var answer = await host.Client.GetAsync($"api/fails/{fault}");

        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal($"/problems/{kind}", (await JsonAsync(answer)).GetProperty("type").GetString());
        Assert.Equal(retry, answer.Headers.RetryAfter is not null);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Request_UnknownFault_IsLoggedOnceUnderTheIdThatIsAnswered()
    {
        var logged = new Logged();
        await using var app = App(logged);
        await using var host = await app.StartAsync(typeof(Fails));

        using var answer = await host.Client.GetAsync("api/fails/secret");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        var id = JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
        Assert.Single(logged.Errors, error => error.Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Queue_Fault_IsLeftToTheHostToRetry()
    {
        await using var app = App(new Logged());
        await using var host = await app.StartAsync(typeof(FailsTwice));

        await host.PutAsync("failing", "m");
        await app.Seen.CountAsync(3);
        await host.WhenIdleAsync();

        Assert.Equal(3, app.Seen.Lines.Count);
    }

    private static TestApp App(Logged logged) => new()
    {
        Configure = builder =>
        {
            builder.UseMiddleware<ProblemMiddleware>();
            builder.Services.AddSingleton<ILoggerProvider>(logged);
        },
    };

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    public sealed class Fails
    {
        [Function(nameof(Fails))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/fails/{fault}")] HttpRequest request, string fault) => throw (Exception)(fault switch
        {
            "busy" => new DatabaseBusyException("/secret/path is locked", new InvalidOperationException()),
            "full" => new SqliteException("/secret/path is full", SQLITE_FULL),
            "corrupt" => new SqliteException("/secret/path is corrupt", SQLITE_CORRUPT),
            "bad" => new BadHttpRequestException("inside"),
            "cancelled" => new OperationCanceledException(),
            _ => new InvalidOperationException("password hunter2"),
        });
    }

    public sealed class FailsTwice(Seen seen)
    {
        [Function(nameof(FailsTwice))]
        public void Run([QueueTrigger("failing")] string message)
        {
            seen.Add(message);
            if (seen.Lines.Count < 3) throw new InvalidOperationException("not yet");
        }
    }

    private sealed class Logged : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _errors = new();

        public IReadOnlyCollection<string> Errors => _errors;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) _errors.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
