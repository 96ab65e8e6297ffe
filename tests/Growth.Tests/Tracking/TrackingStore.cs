using System.Text;
using System.Text.Json;
using Growth.Config;
using Growth.Storage;
using Growth.Tests.Storage;
using Growth.Time;
using Growth.Tracking;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Growth.Tests.Tracking;

/// <summary>A store with a running week 2026-W48 in Shanghai, two published pieces and one to come, and the acts of tracking on it.</summary>
internal sealed class TrackingStore : IAsyncDisposable
{
    public const string SigningKey = "c2l4dGVlbi1ieXRlcy1vZi1rZXktYW5kLXNpeHRlZW4tbW9yZQ==";
    public const string Published = "why-21-days";
    public const string AlsoPublished = "night-reading";
    public const string NotPublished = "share-a-line";
    public const int ReadingSeconds = 300;

    private static readonly DateTimeZone Zone = Zones.Get("Asia/Shanghai");

    private TrackingStore(TemporaryStore store, EventWriterOptions? options)
    {
        Store = store;
        Tokens = new VisitorTokens(Options.Create(new GrowthOptions { SigningKey = SigningKey }), store.Clock);
        Terms = new RunningTerms(store.Database, new MachineClock(TimeProvider.System));
        Limits = new EventLimits();
        Count = new CountEvents(Terms, store.Clock);
        Commit = new CommitEvents(store.Database, Count, NullLogger<CommitEvents>.Instance);
        Writer = new EventWriter(Commit, options ?? new EventWriterOptions(), NullLogger<EventWriter>.Instance);
        Receive = new ReceiveEvents(Tokens, Limits, Terms, Writer, store.Clock);
    }

    public static Instant WeekStart { get; } = Zone.ToInstant(new LocalDateTime(2026, 11, 23, 0, 0));

    public static Instant WeekEnd { get; } = Zone.ToInstant(new LocalDateTime(2026, 11, 30, 0, 0));

    public TemporaryStore Store { get; }

    public VisitorTokens Tokens { get; }

    public RunningTerms Terms { get; }

    public EventLimits Limits { get; }

    public CountEvents Count { get; }

    public CommitEvents Commit { get; }

    public EventWriter Writer { get; }

    public ReceiveEvents Receive { get; }

    public static async Task<TrackingStore> CreateAsync(TrackingConfig? tracking = null, EventWriterOptions? options = null, bool started = true)
    {
        var store = new TrackingStore(await TemporaryStore.CreateAsync(WeekStart + Duration.FromHours(10)), options);
        await store.Store.Database.WriteAsync(transaction => SeedAsync(transaction, tracking ?? new TrackingConfig { EventsPerMinute = 100_000 }));
        // What is sent from now on reaches the writer without waiting for the store.
        await store.Store.Database.ReadAsync(store.Terms.CurrentAsync);
        if (started) await store.Writer.StartAsync(CancellationToken.None);
        return store;
    }

    public static async Task SeedAsync(Transaction transaction, TrackingConfig tracking)
    {
        await ApplyAsync(transaction, tracking);
        await transaction.ExecuteAsync(
            """
            insert into week (week, state, plan_version, plan_hash, plan, zone, opens_at, closes_at, ends_at, final_at, opened_at)
            values ('2026-W48', 'open', 1, 'h', '{}', 'Asia/Shanghai', @WeekStart, @closes, @WeekEnd, @final, @WeekStart)
            """,
            new { WeekStart, closes = WeekEnd - Duration.FromHours(2), WeekEnd, final = WeekEnd + Duration.FromHours(46) });
        foreach (var (slug, position, published) in new[] { (Published, 1, true), (AlsoPublished, 2, true), (NotPublished, 3, false) })
        {
            var publishAt = WeekStart + Duration.FromHours(8);
            await transaction.ExecuteAsync(
                """
                insert into piece (slug, week, position, title, reading_seconds, publish_at, published_at, plan)
                values (@slug, '2026-W48', @position, @slug, @ReadingSeconds, @publishAt, @publishedAt, '{}')
                """,
                new { slug, position, ReadingSeconds, publishAt, publishedAt = published ? publishAt : (Instant?)null });
        }

        await transaction.ExecuteAsync("insert into piece_counter (piece_id) select id from piece");
    }

    /// <summary>A new version of the running workspace, as <c>growth apply</c> makes one.</summary>
    public static Task ApplyAsync(Transaction transaction, TrackingConfig tracking, IReadOnlyList<string>? corsOrigins = null) => transaction.ExecuteAsync(
        "insert into workspace_version (version, hash, config, applied_at) select coalesce(max(version), 0) + 1, 'h', @config, 0 from workspace_version where true",
        new
        {
            config = Json.Write(new GrowthConfig
            {
                Workspace = "reading-room",
                PublicUrl = new Uri("https://growth.example.com"),
                TimeZone = "Asia/Shanghai",
                Currency = "CNY",
                Team = [],
                Channels = new Dictionary<string, ChannelConfig>(),
                Tracking = tracking,
                CorsOrigins = corsOrigins ?? [],
            }),
        });

    public Task<EventsAnswer> SendAsync(params object[] events) => SendBodyAsync(JsonSerializer.Serialize(new { events }));

    public Task<EventsAnswer> SendBodyAsync(string body) =>
        Receive.RunAsync(Encoding.UTF8.GetBytes(body), "203.0.113.7", CancellationToken.None);

    public Task<CounterRow> CountersAsync(string slug = Published) => Store.Database.ReadAsync(connection => CounterRow.ReadAsync(connection, slug));

    public Task<CounterRow> RecountAsync(string slug = Published) => Store.Database.ReadAsync(connection => CounterRow.ScanAsync(connection, slug));

    public async ValueTask DisposeAsync()
    {
        await Writer.StopAsync(CancellationToken.None);
        await Limits.DisposeAsync();
        await Store.DisposeAsync();
    }
}
