using System.Net;
using System.Security.Cryptography;
using Dapper;
using Growth.Config;
using Growth.Notifications;
using Growth.Outbound;
using Growth.Storage;
using Growth.Tests.Notifications;
using Growth.Tests.Storage;
using Growth.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Growth.Tests.Outbound;

/// <summary>A store whose workspace tells others, and the acts that do it; both clocks are stepped and show different times.</summary>
internal sealed class OutboundStore : IAsyncDisposable
{
    public static readonly string Secret = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    public static readonly string Older = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    private readonly List<OutboundHttp> _clients = [];

    private OutboundStore(TemporaryStore store)
    {
        Store = store;
        Emit = new EmitEvent(store.Queue, store.Clock);
        Alerts = new Alerts(store.Clock, [new EmitAlert(Emit).RunAsync]);
        Wake = new WakeDeliveries(store.Database, store.Queue, store.Clock);
        Secrets = new Secrets(Settings);
    }

    public TemporaryStore Store { get; }

    public EmitEvent Emit { get; }

    public Alerts Alerts { get; }

    public WakeDeliveries Wake { get; }

    public SteppedTime Machine { get; } = new(Instant.FromUtc(2031, 5, 6, 7, 8, 9));

    public IConfiguration Settings { get; } = new ConfigurationBuilder().AddInMemoryCollection([new("SECRET", Secret), new("OLDER", Older)]).Build();

    public Secrets Secrets { get; }

    /// <summary>How names are resolved; by the machine unless said.</summary>
    public ResolveHost Resolve { get; set; } = Dns.GetHostAddressesAsync;

    public static WebhookConfig Webhook(Uri url, params IReadOnlyList<OutboundType> events) =>
        new() { Url = url, Secrets = ["${SECRET}"], AllowPrivate = true, Events = events.Count == 0 ? Enum.GetValues<OutboundType>() : events };

    public static async Task<OutboundStore> CreateAsync(params (string Name, WebhookConfig Webhook)[] webhooks)
    {
        var store = new OutboundStore(await TemporaryStore.CreateAsync());
        await store.ApplyAsync(webhooks);
        return store;
    }

    public Task ApplyAsync(params (string Name, WebhookConfig Webhook)[] webhooks) => Store.Database.WriteAsync(transaction => transaction.ExecuteAsync(
        "insert into workspace_version (version, hash, config, applied_at) select coalesce(max(version), 0) + 1, 'h', @config, 0 from workspace_version",
        new { config = Json.Write(SendingStore.Config(("email", "file")) with { Webhooks = webhooks.ToDictionary(one => one.Name, one => one.Webhook) }) }));

    public Task<bool> EmitAsync(string key = "k") => Store.Database.WriteAsync(transaction =>
        Emit.RunAsync(transaction, key, new AlertRaised { Key = key, Text = "看这里 \"text\"", RaisedAt = Store.Clock.Now }));

    /// <summary>A process of its own, as far as delivering goes.</summary>
    public DeliverEvent Process(TimeProvider? machine = null)
    {
        var clock = new MachineClock(machine ?? Machine);
        var http = new OutboundHttp(Resolve);
        _clients.Add(http);
        var record = new RecordOutcome(Store.Queue, Alerts, Store.Clock, new WarnDisabled(new QueueMessage(Store.Queue, Store.Clock)));
        return new DeliverEvent(
            Store.Database, Store.Queue, Alerts, Secrets, Store.Clock, clock, new EndpointTurns(clock), new PostEvent(http, clock), record, NullLogger<DeliverEvent>.Instance);
    }

    /// <summary>Handles every message that is due.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> PumpAsync(DeliverEvent? process = null)
    {
        process ??= Process();
        for (var handled = 0; ;)
        {
            var claimed = await Store.Queue.ClaimAsync(EmitEvent.Queue, 100, Duration.FromMinutes(1));
            if (claimed.Count == 0) return handled;
            foreach (var message in claimed) await process.RunAsync(Json.Read<DeliveryDue>(message.Body).Id, CancellationToken.None);
            handled += await Store.Queue.CompleteAsync(claimed);
        }
    }

    /// <summary>Steps from due message to due message until none is left, or the time has come.</summary>
    public async Task RunUntilAsync(Instant end, DeliverEvent? process = null)
    {
        process ??= Process();
        await PumpAsync(process);
        while (await Store.Queue.NextDueAsync([EmitEvent.Queue]) is { } due && due <= end)
        {
            Step(due - Store.Clock.Now);
            await PumpAsync(process);
        }

        Step(end - Store.Clock.Now);
    }

    public void Step(Duration by)
    {
        Store.Time.Set(Store.Time.Now + by);
        Machine.Set(Machine.Now + by);
    }

    public async Task<IReadOnlyList<DeliveryStatus>> DeliveriesAsync() =>
        [.. (await new ListDeliveries(Store.Database).RunAsync(null, null, 100, CancellationToken.None)).Reverse()];

    public async Task<DeliveryDetail> DetailAsync(int number = 0) =>
        (await new ListDeliveries(Store.Database).FindAsync((await DeliveriesAsync())[number].Id, CancellationToken.None))!;

    public async Task<EndpointHealth?> EndpointAsync() => (await new ListDeliveries(Store.Database).EndpointsAsync(CancellationToken.None)).SingleOrDefault();

    public Task<IReadOnlyList<string>> AlertsAsync() => QueryAsync<string>("select key from alert order by key");

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql) => await Store.Database.ReadAsync(async connection => (await connection.QueryAsync<T>(sql)).AsList());

    public ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        return Store.DisposeAsync();
    }
}
