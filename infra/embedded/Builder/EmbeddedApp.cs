using Growth.Embedded.Calls;
using Growth.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Growth.Embedded.Builder;

/// <summary>What an app's <c>Build()</c> returns: a web application that says in words why it cannot start.</summary>
internal sealed partial class EmbeddedApp(WebApplication web, Settings.ListenOptions listen) : IHost, IAsyncDisposable
{
    public IServiceProvider Services => web.Services;

    public IHostApplicationLifetime Lifetime { get; } = web.Lifetime;

    /// <summary>Where it listens, with the port it got; after the start.</summary>
    public Uri Address => new(web.Urls.First());

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new HostRefusedException($"Port {listen.Port} on {listen.Bind} is in use by another program. Stop it, or name another port in Growth:Port (0 = any free one).", e);
        }
        catch (Exception e) when (e is DatabaseBusyException or OptionsValidationException)
        {
            throw new HostRefusedException(e.Message, e);
        }

        var log = web.Services.GetRequiredService<ILogger<EmbeddedApp>>();
        LogListening(log, Address);
        foreach (var function in web.Services.GetRequiredService<FunctionTable>().Entries) LogFunction(log, function.Name, function.Info.Occasion);
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => web.StopAsync(cancellationToken);

    public void Dispose() => ((IDisposable)web).Dispose();

    public ValueTask DisposeAsync() => web.DisposeAsync();

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Address}")]
    private static partial void LogListening(ILogger log, Uri address);

    [LoggerMessage(Level = LogLevel.Information, Message = "  {Function}: {Occasion}")]
    private static partial void LogFunction(ILogger log, string function, string occasion);
}
