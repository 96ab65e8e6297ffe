using Growth.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Growth.Storage;

public static class StorageRegistration
{
    /// <summary>The store, its queue and the two clocks. A host or a test that registered its own clock first keeps it.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptions<GrowthOptions>().BindConfiguration(GrowthOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(new BusinessClock(TimeProvider.System));
        services.TryAddSingleton(new MachineClock(TimeProvider.System));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GrowthOptions>, CheckDatabaseSettings>());
        services.TryAddSingleton(provider => provider.GetService<StorageOptions>() is { } file
            ? new SqliteDatabase(file)
            : OpenDatabase(provider.GetRequiredService<IOptions<GrowthOptions>>().Value));
        services.TryAddSingleton(provider => new Migrator(provider.GetRequiredService<Database>()));
        services.TryAddSingleton<Alerts>();
        services.TryAddSingleton<QueueSignal>();
        services.TryAddSingleton(provider => new QueueHistory(NodaTime.Duration.FromTimeSpan(provider.GetRequiredService<IOptions<GrowthOptions>>().Value.QueueHistory)));
        services.TryAddSingleton<DatabaseQueue>();
        services.TryAddSingleton(new InstanceSettings(Duration.FromSeconds(30)));
        services.TryAddSingleton<StepGate>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, InstanceLease>());
        services.TryAddSingleton<IQueue>(provider => provider.GetRequiredService<DatabaseQueue>());
        return services;
    }

    /// <summary>Opens nothing yet: the first use connects.</summary>
    /// <param name="patience">How long others' locks are waited for, 0.1 s to 60 s; null: 5 s.</param>
    public static Database OpenDatabase(GrowthOptions options, TimeSpan? patience = null) => DatabaseSetting.IsPostgres(options.DatabaseOrDefault)
        ? new PostgresDatabase(options.DatabaseOrDefault, options.DatabaseDirect, patience)
        : new SqliteDatabase(patience is { } wait
            ? new StorageOptions { Path = options.DatabaseOrDefault, BusyTimeout = wait }
            : new StorageOptions { Path = options.DatabaseOrDefault });
}

/// <summary>What a host may not be started with, said in words that repeat no password.</summary>
internal sealed class CheckDatabaseSettings(IConfiguration configuration) : IValidateOptions<GrowthOptions>
{
    public ValidateOptionsResult Validate(string? name, GrowthOptions options)
    {
        var problem = DatabaseSetting.Problem(options.DatabaseOrDefault) ?? (options.DatabaseDirect is { Length: > 0 } direct ? Direct(direct) : null);
        // The Functions runtime sets it wherever it runs our worker.
        if (configuration["FUNCTIONS_WORKER_RUNTIME"] is { Length: > 0 } && !DatabaseSetting.IsPostgres(options.DatabaseOrDefault))
            problem ??= "Azure Functions runs several instances on disks of their own: Growth:Database must name a PostgreSQL database (Host=...).";
        return problem is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problem);
    }

    private static string? Direct(string setting) => DatabaseSetting.IsPostgres(setting) && DatabaseSetting.Problem(setting) is null
        ? null
        : "Growth:DatabaseDirect is a PostgreSQL connection string (Host=...) of the same database past the pooler.";
}
