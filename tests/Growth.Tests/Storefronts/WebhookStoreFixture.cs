using Dapper;
using Growth.Config;
using Growth.Members;
using Growth.Storage;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using Growth.Tests.Storage;
using Growth.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Growth.Tests.Storefronts;

/// <summary>A store with the workspace of <see cref="ShopWorkspace"/> and the acts of webhooks on it, without a host that runs the queue.</summary>
internal sealed class WebhookStoreFixture : IAsyncDisposable
{
    private WebhookStoreFixture(TemporaryStore store, WebhookWriterOptions? options)
    {
        Store = store;
        var settings = new ConfigurationBuilder().AddInMemoryCollection(ShopWorkspace.Settings).Build();
        var services = new ServiceCollection().AddSingleton(new StandardWebhooks(new Secrets(settings), store.Clock)).AddSingleton(typeof(Youzan), _ => Other).BuildServiceProvider();
        Personal = new PersonalData(Options.Create(new GrowthOptions { DataKey = Convert.ToBase64String(new byte[32]) }));
        Keep = new KeepWebhooks(store.Queue);
        Writer = new WebhookWriter(store.Database, Keep, options ?? new WebhookWriterOptions(), NullLogger<WebhookWriter>.Instance);
        var read = new ReadWebhook(store.Database, new RunningStorefronts(store.Database, new MachineClock(TimeProvider.System)), new StorefrontAdapters(services), Personal);
        Alerts = new Alerts(store.Clock);
        var turns = new ApplyTurns(() => Writer.IsBusy, new MachineClock(TimeProvider.System));
        Apply = new ApplyWebhook(store.Database, store.Queue, Alerts, store.Clock, read, Sink.Sink, turns, NullLogger<ApplyWebhook>.Instance);
        Replay = new ReplayWebhooks(store.Database, store.Queue, store.Clock);
        Forget = new ForgetWebhooks(store.Database, store.Clock, new ClockGuard(store.Database, Alerts), NullLogger<ForgetWebhooks>.Instance);
    }

    public TemporaryStore Store { get; }

    public Database Database => Store.Database;

    public PersonalData Personal { get; }

    public FakeAdapter Other { get; } = new();

    public RecordingSink Sink { get; } = new();

    public KeepWebhooks Keep { get; }

    public WebhookWriter Writer { get; }

    public Alerts Alerts { get; }

    public ApplyWebhook Apply { get; }

    public ReplayWebhooks Replay { get; }

    public ForgetWebhooks Forget { get; }

    public static async Task<WebhookStoreFixture> CreateAsync(WebhookWriterOptions? options = null, bool started = true)
    {
        var fixture = new WebhookStoreFixture(await TemporaryStore.CreateAsync(Instant.FromUtc(2026, 11, 23, 2, 0)), options);
        await fixture.Database.WriteAsync(async transaction =>
        {
            await RecordingSink.CreateTableAsync(transaction);
            await ShopWorkspace.ApplyAsync(transaction);
        });
        if (started) await fixture.Writer.StartAsync(CancellationToken.None);
        return fixture;
    }

    public NewWebhook New(string delivery, string body = "<xml/>", string storefront = ShopWorkspace.Other, string type = "fake") =>
        new(storefront, delivery, type, "{}", Personal.Seal(System.Text.Encoding.UTF8.GetBytes(body), ReceiveWebhook.Purpose), Store.Clock.Now);

    /// <summary>Handles what is due in the queue, as a host would, until nothing is left.</summary>
    public async Task DrainAsync()
    {
        while (await Store.Queue.ClaimAsync(WebhookMessage.Queue, 16, Duration.FromMinutes(1)) is { Count: > 0 } claimed)
        {
            foreach (var message in claimed) await Apply.RunAsync(Json.Read<WebhookMessage>(message.Body).Id, CancellationToken.None);
            await Store.Queue.CompleteAsync(claimed);
        }
    }

    public Task<long> CountAsync(string sql) => Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql));

    public Task<long> QueuedAsync() => CountAsync("select count(*) from queue_message where queue = 'webhooks'");

    public async ValueTask DisposeAsync()
    {
        await Writer.StopAsync(CancellationToken.None);
        await Store.DisposeAsync();
    }
}
