using System.Reflection;
using Growth.Embedded.Calls;
using Growth.Embedded.Http;
using Growth.Embedded.Queues;
using Growth.Embedded.Settings;
using Growth.Embedded.Timers;
using Growth.Embedded.Workspace;
using Growth.Storage;
using Growth.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace Growth.Embedded.Builder;

/// <summary>Puts the embedded host around an app's own registrations: settings, store, triggers, port.</summary>
internal static class ComposeHost
{
    public static EmbeddedApp Run(
        WebApplicationBuilder web, HostOverrides? overrides, IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware, bool usesHttp)
    {
        var options = overrides?.Options ?? new EmbeddedHostOptions { LogToConsole = true };
        AddSettings(web.Configuration, options);
        options = options with { Lease = LeaseSetting.Read(web.Configuration) ?? options.Lease };
        var host = ReadHostJson.Run(options.HostJson ?? ReadHostFile());
        var functions = FindFunctions.Run(options.FunctionTypes ?? AppTypes(overrides?.App), web.Configuration);
        if (!usesHttp && functions.Of(FunctionTrigger.Http).FirstOrDefault() is { } http)
            throw new HostRefusedException($"Function '{http.Name}' has an HTTP trigger; Program.cs needs builder.ConfigureFunctionsWebApplication().");

        HostLogging.Add(web.Logging, host, options.LogToConsole);
        AddHost(web.Services, options, host, functions, new FunctionPipeline(middleware), standalone: overrides is null);
        var listen = ListenOptions.Read(web.Configuration, overrides?.Options.Port);
        WebServer.Add(web, listen);
        web.Host.UseDefaultServiceProvider(provider => provider.ValidateScopes = overrides is not null);
        options.Services?.Invoke(web.Services);
        var app = web.Build();
        Dependencies.Check(functions, app.Services);
        WebServer.Map(app, functions);
        return new EmbeddedApp(app, listen);
    }

    private static void AddSettings(ConfigurationManager settings, EmbeddedHostOptions options)
    {
        if (options.Settings.Count > 0) settings.AddInMemoryCollection(options.Settings);
        var growth = settings.GetSection(GrowthOptions.Section).Get<GrowthOptions>() ?? new GrowthOptions();
        AddKey(settings, growth, "Growth:SigningKey", "signing.key");
        AddKey(settings, growth, "Growth:DataKey", "data.key");
    }

    private static void AddKey(ConfigurationManager settings, GrowthOptions growth, string setting, string file)
    {
        if (settings[setting] is { Length: > 0 }) return;
        settings.AddInMemoryCollection([KeyValuePair.Create(setting, (string?)KeyFile.ReadOrCreate(growth.DataFolder, file, setting))]);
    }

    private static string ReadHostFile()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "host.json");
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostRefusedException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static Type[] AppTypes(Assembly? app) => (app ?? Assembly.GetEntryAssembly() ?? throw new HostRefusedException("There is no functions app to run.")).GetTypes();

    private static void AddHost(IServiceCollection services, EmbeddedHostOptions options, HostJson host, FunctionTable functions, FunctionPipeline pipeline, bool standalone)
    {
        services.AddSingleton(options).AddSingleton(host).AddSingleton(host.Queues).AddSingleton(functions).AddSingleton(pipeline);
        services.AddSingleton<HostStop>().AddSingleton<Failures>().AddSingleton<RunFunction>().AddSingleton<HttpDispatch>();
        services.Replace(ServiceDescriptor.Singleton(new InstanceSettings(options.Lease)));
        services.AddStorage();
        if (options.SteppedTime is { } stepped) services.Replace(ServiceDescriptor.Singleton(new BusinessClock(stepped)));

        services.AddSingleton(new QueueLease(options.Lease)).AddSingleton<Growth.Queues.SweepDone>();
        services.AddSingleton(new TimerSettings($"{System.Environment.MachineName}/{Guid.NewGuid():N}", options.Lease, Duration.FromMilliseconds(500)));
        services.AddSingleton<TimerStore>().AddSingleton<TimerLoop>();
        services.AddSingleton<IReadOnlyList<QueuePump>>(provider =>
            [.. functions.Of(FunctionTrigger.Queue).Select(function => ActivatorUtilities.CreateInstance<QueuePump>(provider, function))]);
        services.AddSingleton<IReadOnlyList<TimerRun>>(provider =>
            [.. functions.Of(FunctionTrigger.Timer).Select(function => ActivatorUtilities.CreateInstance<TimerRun>(provider, function))]);

        services.AddSingleton<IHostedService, StoreAtStart>().AddSingleton<IHostedService, QueueNotices>().AddSingleton<IHostedService, SweepDoneLoop>();
        services.TryAddSingleton(new WatchedFolder { Required = standalone });
        services.AddSingleton<WorkspaceWatcher>().AddSingleton<IHostedService>(provider => provider.GetRequiredService<WorkspaceWatcher>());
        services.AddSingleton<Triggers>().AddSingleton<IHostedService>(provider => provider.GetRequiredService<Triggers>());
        services.Configure<HostOptions>(hosting => hosting.ShutdownTimeout = options.Drain + (2 * options.Grace));
        if (!standalone) services.Replace(ServiceDescriptor.Singleton<IHostLifetime, InProcessLifetime>());
    }

    /// <summary>A host inside another program leaves that program's signals alone.</summary>
    private sealed class InProcessLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
