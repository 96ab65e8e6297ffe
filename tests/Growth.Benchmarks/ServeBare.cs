using System.CommandLine;
using System.Net;
using Growth.Benchmarks.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Growth.Benchmarks;

/// <summary>The yardstick: Kestrel, routing, one endpoint, nothing else.</summary>
internal static class ServeBare
{
    private static readonly byte[] One = """{"accepted":1,"duplicates":0,"refused":[]}"""u8.ToArray();
    private static readonly byte[] Hundred = """{"accepted":100,"duplicates":0,"refused":[]}"""u8.ToArray();

    public static Command Command()
    {
        var port = new Argument<int>("port");
        var command = new Command("serve-bare", "Serves the yardstick.") { port };
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
        app.MapGet(MeasureRequests.Path, static (HttpContext http) =>
        {
            http.Response.ContentType = "text/plain; charset=utf-8";
            http.Response.ContentLength = 4;
            return http.Response.WriteAsync("pong", http.RequestAborted);
        });
        app.MapPost("/api/events", static async (HttpContext http) =>
        {
            // It does not read what is in the body; of one event or of a hundred is told by its size, for the generator expects an answer like ours.
            var read = await http.Request.BodyReader.ReadAtLeastAsync((int)http.Request.ContentLength!, http.RequestAborted);
            http.Request.BodyReader.AdvanceTo(read.Buffer.End);
            http.Response.StatusCode = StatusCodes.Status202Accepted;
            http.Response.ContentType = "application/json; charset=utf-8";
            var answer = read.Buffer.Length < 1024 ? One : Hundred;
            http.Response.ContentLength = answer.Length;
            await http.Response.Body.WriteAsync(answer, http.RequestAborted);
        });
        app.MapPost("/webhooks/{kind}", static async (string kind, HttpContext http) =>
        {
            var read = await http.Request.BodyReader.ReadAtLeastAsync((int)http.Request.ContentLength!, http.RequestAborted);
            http.Request.BodyReader.AdvanceTo(read.Buffer.End);
            http.Response.StatusCode = BenchShop.Of(kind).Status;
        });
        await app.StartAsync(cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
