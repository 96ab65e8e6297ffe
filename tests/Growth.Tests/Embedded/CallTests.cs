using System.Net;
using Growth.Embedded;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Growth.Tests.Embedded;

/// <summary>What every function gets: a scope, a context, the app's middleware, a token, a time limit.</summary>
public sealed class CallTests
{
    [Fact]
    public async Task Call_Middleware_RunsInTheOrderOfItsRegistrationAroundTheFunction()
    {
        await using var app = new TestApp { Configure = builder => builder.UseMiddleware<Outer>().UseMiddleware<Inner>() };
        await using var host = await app.StartAsync(typeof(Look), typeof(Tick));

        Assert.Equal("\"changed by Outer\"", await host.Client.GetStringAsync("api/look/7"));
        Assert.Equal(["Outer in", "Inner in", "look Look 7 http:True", "Inner out", "Outer out"], app.Seen.Lines);
        await host.FireAsync("tick");
        Assert.Equal(["Outer in", "Inner in", "tick", "Inner out", "Outer out"], app.Seen.Lines.Skip(5));
    }

    [Fact]
    public async Task Call_MiddlewareThrows_FailsTheCall()
    {
        await using var app = new TestApp { Configure = builder => builder.UseMiddleware<Refusing>() };
        await using var host = await app.StartAsync(typeof(Look), typeof(Tick));

        using var answer = await host.Client.GetAsync("api/look/7");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.FireAsync("tick"));
        Assert.Empty(app.Seen.Lines);
    }

    [Fact]
    public async Task Call_ScopedService_IsOneACallAndDisposedAfterIt()
    {
        await using var app = new TestApp { Configure = builder => builder.Services.AddScoped<Part>() };
        await using var host = await app.StartAsync(typeof(Scoped), typeof(ScopedTick));

        await host.Client.GetStringAsync("api/scoped");
        await host.FireAsync(nameof(ScopedTick));
        await host.FireAsync(nameof(ScopedTick));

        await host.StopAsync();
        Assert.Equal(3, app.Seen.Lines.Count(line => line.StartsWith("same part True", StringComparison.Ordinal)));
        Assert.Equal(3, app.Seen.Lines.Count(line => line == "part disposed"));
        Assert.Equal(3, app.Seen.Lines.Count(line => line == "function disposed"));
    }

    [Fact]
    public async Task Call_ClientGoesAway_CancelsTheFunction()
    {
        await using var app = new TestApp { Configure = builder => builder.Services.AddSingleton<Waiting>() };
        await using var host = await app.StartAsync(typeof(Wait));
        var waiting = host.Services.GetRequiredService<Waiting>();
        using var client = new CancellationTokenSource();

        var request = host.Client.GetAsync("api/wait", client.Token);
        await waiting.Entered.Task;
        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await waiting.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(host.Failures);
    }

    [Theory]
    [InlineData(typeof(Wait), "api/wait")]
    [InlineData(typeof(Deaf), "api/deaf")]
    public async Task Call_OverFunctionTimeout_IsCancelledAndAnswers503(Type function, string path)
    {
        await using var app = new TestApp
        {
            HostJson = """{ "version": "2.0", "functionTimeout": "00:00:01", "extensions": { "http": { "routePrefix": "" } } }""",
            Configure = builder => builder.Services.AddSingleton<Waiting>(),
        };
        await using var host = await app.StartAsync(app.Options(function) with { Grace = TimeSpan.FromMilliseconds(100) });

        using var answer = await host.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("/problems/function-timeout", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.IsType<FunctionTimeoutException>(Assert.Single(host.Failures).Exception);
        host.Services.GetRequiredService<Waiting>().Release.SetResult();
    }

    public abstract class Marking(Seen seen) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            seen.Add($"{GetType().Name} in");
            await next(context);
            seen.Add($"{GetType().Name} out");
            if (context.GetHttpContext() is not null) context.GetInvocationResult().Value = Results.Ok($"changed by {GetType().Name}");
        }
    }

    public sealed class Outer(Seen seen) : Marking(seen);

    public sealed class Inner(Seen seen) : Marking(seen);

    public sealed class Refusing : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) => throw new InvalidOperationException("no");
    }

    public sealed class Look(Seen seen)
    {
        [Function(nameof(Look))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/look/{id}")] HttpRequest request, FunctionContext context)
        {
            seen.Add($"look {context.FunctionDefinition.Name} {context.BindingContext.BindingData["id"]} http:{context.GetHttpContext() == request.HttpContext}");
            return Results.Ok(context.InvocationId);
        }
    }

    public sealed class Tick(Seen seen)
    {
        [Function("tick")]
        public void Run([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => seen.Add("tick");
    }

    public sealed class Part(Seen seen) : IDisposable
    {
        public void Dispose() => seen.Add("part disposed");
    }

    public sealed class Scoped(Part part, Seen seen) : IDisposable
    {
        [Function(nameof(Scoped))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/scoped")] HttpRequest request, FunctionContext context)
        {
            seen.Add($"same part {part == context.InstanceServices.GetRequiredService<Part>() && part == request.HttpContext.RequestServices.GetRequiredService<Part>()}");
            return Results.Ok();
        }

        public void Dispose() => seen.Add("function disposed");
    }

    public sealed class ScopedTick(Part part, Seen seen) : IAsyncDisposable
    {
        [Function(nameof(ScopedTick))]
        public ValueTask Run([TimerTrigger("0 0 0 * * *")] TimerInfo timer, FunctionContext context)
        {
            seen.Add($"same part {part == context.InstanceServices.GetRequiredService<Part>()}");
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            seen.Add("function disposed");
            return ValueTask.CompletedTask;
        }
    }

    public sealed class Waiting
    {
        public TaskCompletionSource Entered { get; } = new();

        public TaskCompletionSource Cancelled { get; } = new();

        public TaskCompletionSource Release { get; } = new();
    }

    public sealed class Wait(Waiting waiting)
    {
        [Function(nameof(Wait))]
        public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/wait")] HttpRequest request, CancellationToken cancellationToken)
        {
            await using var registration = cancellationToken.Register(() => waiting.Cancelled.TrySetResult());
            waiting.Entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return Results.Ok();
        }
    }

    public sealed class Deaf(Waiting waiting)
    {
        [Function(nameof(Deaf))]
        public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deaf")] HttpRequest request)
        {
            await waiting.Release.Task;
            return Results.Ok();
        }
    }
}
