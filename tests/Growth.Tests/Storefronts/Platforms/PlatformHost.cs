using Dapper;
using Growth.Config;
using Growth.Embedded;
using Growth.Functions.Storefronts;
using Growth.Members;
using Growth.Storage;
using Growth.Storefronts;
using Growth.Tests.Storage;
using Growth.Tests.Storefronts.WechatPay;
using Growth.Tests.Tracking;
using Growth.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>The real app over real HTTP with a storefront of every kind and the week of <see cref="TrackingStore"/>; it can be stopped and started again on its store.</summary>
public sealed class PlatformHost : IAsyncLifetime
{
    private const string Effects =
        """
        select (select count(*) from webhook) + (select count(*) from queue_message) + (select count(*) from member) + (select count(*) from shop_order)
          + (select count(*) from order_fact) + (select count(*) from payment) + (select count(*) from shop_fact) + (select count(*) from event)
        """;

    // The same in every host, so that what is sealed and hashed can be compared.
    private static readonly string DataKey = Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    private readonly string _folder = Directory.CreateTempSubdirectory("growth-test-").FullName;
    private readonly SteppedTime _time = new(PayAccount.Now);
    private WechatPayStub? _stub;
    private EmbeddedHost? _host;
    private string _setting = "";
    private int _number;

    internal EmbeddedHost Host => _host!;

    internal Uri Address => Host.Address;

    /// <summary><c>Growth:Database</c>.</summary>
    internal string Setting => _setting;

    internal Instant Now => _time.Now;

    internal Database Database => Host.Services.GetRequiredService<Database>();

    internal PersonalData Personal => Host.Services.GetRequiredService<PersonalData>();

    internal HeardFaults Log { get; } = new();

    internal static async Task<PlatformHost> StartAsync()
    {
        var host = new PlatformHost();
        await host.InitializeAsync();
        return host;
    }

    public async ValueTask InitializeAsync()
    {
        _setting = await TestDatabase.CreateAsync(_folder);
        _stub = await WechatPayStub.StartAsync(_time);
        await StartAgainAsync();
        await Database.WriteAsync(async transaction =>
        {
            await TrackingStore.SeedAsync(transaction, new TrackingConfig());
            await PlatformWorkspace.ApplyAsync(transaction);
        });
    }

    internal async Task StartAgainAsync()
    {
        var settings = new Dictionary<string, string?>(PlatformWorkspace.Settings)
        {
            ["Growth:Workspace"] = _folder,
            ["Growth:Database"] = _setting,
            ["Growth:DataKey"] = DataKey,
            ["Growth:WechatPay:BaseAddress"] = _stub!.Address.ToString(),
        };
        _host = await EmbeddedHost.StartAsync(typeof(WebhookReceived).Assembly, new EmbeddedHostOptions
        {
            Settings = settings,
            SteppedTime = _time,
            Services = services => services.AddSingleton<ILoggerProvider>(Log),
        });
    }

    internal ValueTask StopAsync() => Host.DisposeAsync();

    /// <summary>For <see cref="Sender.Make"/>: none is used twice, nor the next nine.</summary>
    internal int Next() => Interlocked.Add(ref _number, 10);

    /// <summary>On a connection of its own.</summary>
    internal async Task<Answer?> SendAsync(Sender sender, WebhookRequest request, bool chunked = false)
    {
        using var wire = await Wire.OpenAsync(Address);
        await wire.SendAsync(Wire.Bytes(request, sender.Storefront, chunked));
        return await wire.HearAsync(request.Method);
    }

    internal Task<long> CountAsync(string sql) => Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql));

    /// <summary>Rows of everything that a webhook can come to, the queue included.</summary>
    internal Task<long> EffectsAsync() => CountAsync(Effects);

    internal Task<string> DumpAsync() => Database.ReadAsync(connection => Dump.OfAsync(connection, Personal));

    internal Task<IReadOnlyList<StoredWebhook>> KeptAsync(string storefront) => Database.ReadAsync(async connection =>
    {
        var kept = new List<StoredWebhook>();
        foreach (var id in await connection.QueryAsync<long>("select id from webhook where storefront = @storefront order by id", new { storefront }))
            kept.Add((await KeptWebhook.FindAsync(connection, id))!.Open(Personal));
        return (IReadOnlyList<StoredWebhook>)kept;
    });

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _stub!.DisposeAsync();
        await TestDatabase.DropAsync(_setting);
        Directory.Delete(_folder, recursive: true);
    }
}
