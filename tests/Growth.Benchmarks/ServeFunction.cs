using System.CommandLine;
using Growth.Embedded;
using Growth.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace Growth.Benchmarks;

/// <summary>The same answer from an HTTP function in the embedded host.</summary>
public static class ServeFunction
{
    internal static Command Command()
    {
        var port = new Argument<int>("port");
        var folder = new Argument<string>("folder");
        var command = new Command("serve-function", "Serves an HTTP function.") { port, folder };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(port), parsed.GetValue(folder)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int port, string folder, CancellationToken cancellationToken)
    {
        await using var host = await EmbeddedHost.StartAsync(App, new EmbeddedHostOptions
        {
            Port = port,
            FunctionTypes = [typeof(Ping)],
            Settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Growth:Workspace"] = folder },
        }, cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }

    private static void App(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddStorage();
        builder.Build().Run();
    }

    public sealed class Ping
    {
        [Function(nameof(Ping))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/ping")] HttpRequest request, CancellationToken cancellationToken) => Results.Text("pong");
    }
}
