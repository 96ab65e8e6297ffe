using System.Net.Http.Headers;
using System.Text;
using Dapper;
using Growth.Embedded;
using Growth.Functions.Storefronts;
using Growth.Storage;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Growth.Tests.Storage;
using Growth.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace Growth.Tests.Storefronts;

/// <summary>The real app over real HTTP with the workspace of <see cref="ShopWorkspace"/>; what events come to is recorded.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    private readonly string _folder;

    private WebhookHost(string folder, string setting, SteppedTime? time, EmbeddedHost host, RecordingSink sink, FakeAdapter other) =>
        (_folder, Setting, Time, Host, Sink, Other) = (folder, setting, time, host, sink, other);

    /// <summary><c>Growth:Database</c>.</summary>
    public string Setting { get; }

    /// <summary>Null: real time.</summary>
    public SteppedTime? Time { get; }

    public EmbeddedHost Host { get; }

    public RecordingSink Sink { get; }

    /// <summary>The adapter of the storefront <see cref="ShopWorkspace.Other"/>.</summary>
    public FakeAdapter Other { get; }

    public Database Database => Host.Services.GetRequiredService<Database>();

    public Instant Now => Host.Services.GetRequiredService<BusinessClock>().Now;

    public static async Task<WebhookHost> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, bool realTime = false)
    {
        var folder = Directory.CreateTempSubdirectory("growth-test-").FullName;
        var database = await TestDatabase.CreateAsync(folder);
        var time = realTime ? null : new SteppedTime(Instant.FromUtc(2026, 11, 23, 2, 0));
        var all = new Dictionary<string, string?> { ["Growth:Workspace"] = folder, ["Growth:Database"] = database };
        foreach (var (key, value) in ShopWorkspace.Settings.Concat(settings ?? new Dictionary<string, string?>())) all[key] = value;
        var (sink, other) = (new RecordingSink(), new FakeAdapter());
        var host = await EmbeddedHost.StartAsync(typeof(WebhookReceived).Assembly, new EmbeddedHostOptions
        {
            Settings = all,
            SteppedTime = time,
            Services = services => services.Replace(ServiceDescriptor.Singleton(sink.Sink)).Replace(ServiceDescriptor.Singleton(typeof(Youzan), _ => other)),
        });
        var started = new WebhookHost(folder, database, time, host, sink, other);
        await started.Database.WriteAsync(async transaction =>
        {
            await RecordingSink.CreateTableAsync(transaction);
            await ShopWorkspace.ApplyAsync(transaction);
        });
        return started;
    }

    /// <summary>Signed by the shop, and changed by the test before it goes out.</summary>
    public async Task<HttpResponseMessage> SendAsync(string body, string id = "msg_1", string storefront = ShopWorkspace.Shop, Action<HttpRequestMessage>? change = null)
    {
        var (bytes, timestamp) = (Encoding.UTF8.GetBytes(body), ShopSignature.Seconds(Now));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{storefront}") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(StandardWebhooks.IdHeader, id);
        request.Headers.Add(StandardWebhooks.TimestampHeader, timestamp);
        request.Headers.Add(StandardWebhooks.SignatureHeader, ShopSignature.Of(id, timestamp, bytes));
        change?.Invoke(request);
        return await Host.Client.SendAsync(request);
    }

    /// <summary>To the storefront of the other platform.</summary>
    public async Task<HttpResponseMessage> SendOtherAsync()
    {
        using var content = new StringContent("<xml/>", Encoding.UTF8, "text/xml");
        return await Host.Client.PostAsync($"/webhooks/{ShopWorkspace.Other}", content);
    }

    public async Task<IReadOnlyList<KeptWebhook>> KeptAsync() => await Database.ReadAsync(async connection =>
    {
        var kept = new List<KeptWebhook>();
        foreach (var id in await connection.QueryAsync<long>("select id from webhook order by id")) kept.Add((await KeptWebhook.FindAsync(connection, id))!);
        return kept;
    });

    public async Task<long> CountAsync(string sql) => await Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await TestDatabase.DropAsync(Setting);
        Directory.Delete(_folder, recursive: true);
    }
}
