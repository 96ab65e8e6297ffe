using Growth.Config;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Outbound;

/// <summary>A person turns an endpoint off, or on again.</summary>
public sealed class SwitchEndpoint(Database database, Alerts alerts, WakeDeliveries wake, BusinessClock clock)
{
    /// <summary>Starts anew: its failures are forgotten, its alert ends, what waits is queued. Doing it twice does no harm.</summary>
    /// <returns>How many deliveries were queued; null: there is no such endpoint.</returns>
    public async Task<int?> EnableAsync(string name, CancellationToken cancellationToken)
    {
        var known = await database.WriteAsync(async transaction =>
        {
            if (!await KnowsAsync(transaction, name)) return false;
            await new EndpointHealth { Name = name }.StoreAsync(transaction);
            await alerts.ClearAsync(transaction, WebhookKeys.Alert + name);
            return true;
        }, cancellationToken);
        return known ? await wake.RunAsync(name, Duration.Zero, cancellationToken) : null;
    }

    /// <summary>Its events wait from now on; an attempt that is under way ends as it ends.</summary>
    /// <returns>False: there is no such endpoint.</returns>
    public Task<bool> DisableAsync(string name, CancellationToken cancellationToken) => database.WriteAsync(async transaction =>
    {
        if (!await KnowsAsync(transaction, name)) return false;
        var endpoint = await EndpointHealth.LockAsync(transaction, name);
        if (endpoint.DisabledAt is null) await (endpoint with { DisabledAt = clock.Now, DisabledReason = "by hand" }).StoreAsync(transaction);
        return true;
    }, cancellationToken);

    private static async Task<bool> KnowsAsync(Transaction transaction, string name) =>
        (await WorkspaceStore.CurrentAsync(transaction))?.Config.Webhooks.ContainsKey(name) == true
        || await transaction.FirstAsync<string>("select endpoint from outbound_delivery where endpoint = @name limit 1", new { name }) is not null;
}
