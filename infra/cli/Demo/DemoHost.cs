using Growth.Embedded;
using Growth.Functions.Weeks;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>The host of a demo: the real app on a free local port, on a clock that is stepped.</summary>
internal static class DemoHost
{
    /// <param name="shop">What the host knows of the shop; null: of none.</param>
    public static Task<EmbeddedHost> StartAsync(DemoFolder folder, ShopAccess? shop, SteppedTime time, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Growth:Workspace"] = folder.Workspace,
            ["Growth:Data"] = folder.Data,
            ["Growth:Database"] = folder.Database,
            ["Growth:TrustedProxies"] = "127.0.0.1",
        };
        if (shop is not null) settings[shop.Setting] = shop.Secret;
        return EmbeddedHost.StartAsync(typeof(WeekTick).Assembly, new EmbeddedHostOptions
        {
            Settings = settings,
            SteppedTime = time,
            // Half of a demo would be waiting for the disk; a kill of the process loses nothing either way.
            Services = services => services.Replace(ServiceDescriptor.Singleton(new StorageOptions { Path = folder.Database, WaitForDisk = false })),
            // A killed run holds its timers and messages no longer than that.
            Lease = Duration.FromSeconds(1),
        }, cancellationToken);
    }
}
