using Growth.Embedded.Builder;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where an app begins. The class of Microsoft.Azure.Functions.Worker; here it builds the embedded host.</summary>
public sealed class FunctionsApplication
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}

/// <summary>The class of Microsoft.Azure.Functions.Worker, with the embedded host behind it.</summary>
public sealed class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly HostOverrides? _overrides = HostOverrides.Current;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];
    private readonly WebApplicationBuilder _web;
    private bool _built;

    internal FunctionsApplicationBuilder(string[] args)
    {
        if (_overrides is null) Standalone.Prepare();
        // empty: what the slim builder adds costs a third of the start and is not used
        _web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        _web.Configuration.AddEnvironmentVariables();
        if (args.Length > 0) _web.Configuration.AddCommandLine(args);
    }

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    public ConfigurationManager Configuration => _web.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    public IHostEnvironment Environment => _web.Environment;

    public ILoggingBuilder Logging => _web.Logging;

    public IMetricsBuilder Metrics => _web.Metrics;

    public IServiceCollection Services => _web.Services;

    internal bool UsesHttp { get; set; }

    public IHost Build()
    {
        if (_built) throw new InvalidOperationException("The application has already been built.");
        _built = true;
        var app = ComposeHost.Run(_web, _overrides, _middleware, UsesHttp);
        _overrides?.Built.SetResult(app);
        return app;
    }

    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        if (_built) throw new InvalidOperationException("The application has already been built.");
        _middleware.Add(middleware);
        return this;
    }
}

/// <summary>The class of Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>HTTP functions take ASP.NET Core's request and return its results.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        builder.UsesHttp = true;
        return builder;
    }
}
