using System.Collections.Concurrent;
using Growth.Time;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Growth.Storefronts;

/// <summary>
/// Tells the log of refused webhooks: one line a minute for each storefront and reason, with how many there were, however many a stranger
/// sends. Both come from fixed sets, so its memory is bounded.
/// </summary>
public sealed partial class RefusalLog(MachineClock clock, ILogger<RefusalLog> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Storefront, string Reason), long> _counts = new();

    /// <param name="storefront">Its name in growth.yaml; a name that is not there is never repeated: <c>-</c>.</param>
    public void Count(string storefront, string reason) => _counts.AddOrUpdate((storefront, reason), 1, static (_, count) => count + 1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Tell();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock.Provider);
        while (await timer.WaitForNextTickAsync(stoppingToken)) Tell();
    }

    internal void Tell()
    {
        foreach (var key in _counts.Keys)
            if (_counts.TryRemove(key, out var count)) LogRefused(count, key.Storefront, key.Reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused {Count} webhooks to storefront {Storefront}: {Reason}")]
    private partial void LogRefused(long count, string storefront, string reason);
}
