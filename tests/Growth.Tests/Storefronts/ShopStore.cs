using System.Security.Cryptography;
using Growth.Config;
using Growth.Members;
using Growth.Orders;
using Growth.Storage;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Growth.Tests.Tracking;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Growth.Tests.Storefronts;

/// <summary>A store with the running week of <see cref="TrackingStore"/> and three storefronts, and what their events do to it.</summary>
internal sealed class ShopStore : IAsyncDisposable
{
    private static long _ids;

    private ShopStore(TrackingStore tracking) => Tracking = tracking;

    public static Instant Morning { get; } = TrackingStore.WeekStart + Duration.FromHours(10);

    public static Storefront Shop { get; } = new("shop", new StandardWebhooksStorefront { Secrets = ["${S}"], RefundWindow = Duration.FromDays(7) });

    public static Storefront Other { get; } = new("other", new YouzanStorefront { ClientId = "c", ClientSecret = "${S}", RefundWindow = Duration.FromDays(7) });

    /// <summary>WeChat Pay, whose notices carry the numbers of <see cref="Shop"/>.</summary>
    public static Storefront Pay { get; } = new("pay", new WechatPayStorefront
    {
        MchId = "1", AppId = "wx1", ApiV3Key = "${S}", SerialNo = "1", PrivateKey = "${S}", RefundWindow = Duration.FromDays(7), Orders = "shop",
    });

    public static PersonalData Data { get; } = new(Options.Create(new GrowthOptions { DataKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) }));

    public TrackingStore Tracking { get; }

    public Database Database => Tracking.Store.Database;

    public static async Task<ShopStore> CreateAsync(IReadOnlyDictionary<string, StorefrontConfig>? storefronts = null, bool started = true)
    {
        var store = new ShopStore(await TrackingStore.CreateAsync(started: started));
        await store.ConfigureAsync(storefronts ?? new[] { Shop, Other, Pay }.ToDictionary(one => one.Name, one => one.Config));
        return store;
    }

    /// <summary>Another instance: what this process remembers it does not know.</summary>
    public ApplyShopEvents Another(Database? database = null) => new(new RunningShops(), Data, new Alerts(Tracking.Store.Clock), database ?? Database, Tracking.Writer);

    /// <summary>As the queue does it.</summary>
    public Task ApplyAsync(Storefront storefront, params ShopEvent[] events) => ApplyAsync(Another(), Database, [new Delivery(storefront, Webhook(storefront), events)]);

    /// <summary>Several deliveries in one transaction.</summary>
    public static async Task ApplyAsync(ApplyShopEvents apply, Database database, IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries) await apply.PrepareAsync(delivery.Storefront, delivery.Webhook, delivery.Events, CancellationToken.None);
        await database.WriteAsync(async transaction =>
        {
            foreach (var delivery in deliveries) await apply.RunAsync(transaction, delivery.Storefront, delivery.Webhook, delivery.Events);
        });
    }

    public static StoredWebhook Webhook(Storefront storefront, Instant? receivedAt = null) => new()
    {
        Id = Interlocked.Increment(ref _ids),
        Storefront = storefront.Name,
        Delivery = $"d{_ids}",
        Type = "t",
        Headers = new Dictionary<string, string>(),
        Body = ReadOnlyMemory<byte>.Empty,
        ReceivedAt = receivedAt ?? Morning,
    };

    public Task<T> ScalarAsync<T>(string sql, object? parameters = null) =>
        Database.ReadAsync(async connection => (await Dapper.SqlMapper.QuerySingleAsync<T>(connection, sql, parameters))!);

    public Task<string> DumpAsync() => Database.ReadAsync(connection => Dump.OfAsync(connection, Data));

    public ValueTask DisposeAsync() => Tracking.DisposeAsync();

    private Task ConfigureAsync(IReadOnlyDictionary<string, StorefrontConfig> storefronts) => Database.WriteAsync(async transaction =>
    {
        var running = (await WorkspaceStore.CurrentAsync(transaction))!;
        await transaction.ExecuteAsync(
            "insert into workspace_version (version, hash, config, applied_at) values (@version, 'h', @config, 0)",
            new { version = running.Version + 1, config = Json.Write(running.Config with { Storefronts = storefronts }) });
    });
}

/// <summary>One request of a shop and what it says.</summary>
internal sealed record Delivery(Storefront Storefront, StoredWebhook Webhook, IReadOnlyList<ShopEvent> Events);
