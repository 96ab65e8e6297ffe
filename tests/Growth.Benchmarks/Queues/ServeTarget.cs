using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Growth.Benchmarks.Queues;

/// <summary>Where jobs are POSTed to: notes their numbers, and when the first and the last one came.</summary>
internal static class ServeTarget
{
    public static Command Command()
    {
        var port = new Argument<int>("port");
        var command = new Command("serve-target", "Serves the jobs' target.") { port };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(port), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, endpoint => endpoint.Protocols = HttpProtocols.Http1));
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();
        var jobs = new Jobs();
        app.MapPost("/job", jobs.TakeAsync);
        app.MapGet("/jobs", jobs.Tell);
        app.MapDelete("/jobs", jobs.Forget);
        await app.StartAsync(cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }

    private sealed class Jobs
    {
        private readonly ConcurrentDictionary<int, bool> _numbers = new();
        private int _count;
        private long _first;
        private long _last;

        public async Task TakeAsync(HttpContext http)
        {
            var read = await http.Request.BodyReader.ReadAtLeastAsync((int)http.Request.ContentLength!, http.RequestAborted);
            var number = new System.Text.Json.Utf8JsonReader(read.Buffer);
            while (number.Read() && number.TokenType != System.Text.Json.JsonTokenType.Number)
            {
            }

            _numbers.TryAdd(number.GetInt32(), true);
            http.Request.BodyReader.AdvanceTo(read.Buffer.End);
            var now = Stopwatch.GetTimestamp();
            if (Interlocked.Increment(ref _count) == 1) _first = now;
            Interlocked.Exchange(ref _last, now);
            http.Response.ContentLength = 0;
        }

        public Task Tell(HttpContext http) =>
            http.Response.WriteAsync($"{_count} {_numbers.Count} {Stopwatch.GetElapsedTime(_first, Interlocked.Read(ref _last)).TotalSeconds:R}");

        public Task Forget(HttpContext http)
        {
            _numbers.Clear();
            (_count, _first, _last) = (0, 0, 0);
            return Task.CompletedTask;
        }
    }
}
