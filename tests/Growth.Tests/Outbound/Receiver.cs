using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Growth.Tests.Outbound;

/// <summary>A real HTTP server that somebody's system would be, on this machine.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly SemaphoreSlim _more = new(0);

    private Receiver(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single() + "/hooks");

    public IReadOnlyList<Received> Requests => [.. _received];

    /// <summary>What it does once it has read a request; 204 unless said.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = static context => Status(context, 204);

    public static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public static async Task<Receiver> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.HandleAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Waits for that many requests in all; fails after 30 seconds.</summary>
    public async Task CountAsync(int count)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (_received.Count < count) await _more.WaitAsync(late.Token);
    }

    public ValueTask DisposeAsync()
    {
        _more.Dispose();
        return _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue(new Received(
            context.Request.Method, context.Request.Path, context.Request.ContentType, context.Request.Headers["webhook-id"].ToString(),
            context.Request.Headers["webhook-timestamp"].ToString(), context.Request.Headers["webhook-signature"].ToString(), body.ToArray()));
        _more.Release();
        await Answer(context);
    }
}

internal sealed record Received(string Method, string Path, string? Type, string Id, string Timestamp, string Signature, byte[] Body)
{
    /// <summary>As a receiver does it, by the specification and not by the program's own code.</summary>
    public bool Verifies(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] signed = [.. System.Text.Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
        var expected = System.Security.Cryptography.HMACSHA256.HashData(key, signed);
        return Signature.Split(' ').Any(entry => entry.StartsWith("v1,", StringComparison.Ordinal) && Convert.FromBase64String(entry[3..]).AsSpan().SequenceEqual(expected));
    }
}
