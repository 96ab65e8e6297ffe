using Dapper;
using Growth.Config;
using Growth.Content;
using Growth.Storage;
using Growth.Tests.Storage;
using Growth.Tests.Tracking;
using Growth.Tests.Weeks;
using Growth.Time;
using Growth.Tracking;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using NodaTime;
using Npgsql;

namespace Growth.Tests.Faults;

/// <summary>A store on real time, for the real program in a process of its own: a week under way with two published pieces, and readers who want to be told of the first.</summary>
internal sealed class LiveStore : IAsyncDisposable
{
    public const int Subscribers = 600;

    private readonly bool _owned;

    private LiveStore(string folder, string setting, bool owned)
    {
        (Folder, Setting, _owned) = (folder, setting, owned);
        Database = TestDatabase.Open(setting);
        Clock = new BusinessClock(TimeProvider.System);
        Tokens = new VisitorTokens(Options.Create(new GrowthOptions { SigningKey = TrackingStore.SigningKey }), Clock);
    }

    public static IReadOnlyList<string> Pieces { get; } = ["why-21-days", "night-reading"];

    public string Folder { get; }

    /// <summary><c>Growth:Database</c>.</summary>
    public string Setting { get; }

    /// <summary>The test's own door to it.</summary>
    public Database Database { get; }

    public BusinessClock Clock { get; }

    public VisitorTokens Tokens { get; }

    public string Outbox => Path.Combine(Folder, "outbox");

    /// <param name="setting">A database to use and leave behind; null: a new one, dropped at the end.</param>
    public static async Task<LiveStore> CreateAsync(Engine engine, string? setting = null)
    {
        var folder = Directory.CreateTempSubdirectory("growth-live-").FullName;
        var store = new LiveStore(folder, setting ?? await TestDatabase.CreateAsync(folder, engine), owned: setting is null);
        await new Migrator(store.Database).RunAsync(store.Clock.Now);
        await store.Database.WriteAsync(store.SeedAsync);
        return store;
    }

    /// <summary>The first piece is to be announced to everybody who asked.</summary>
    public Task AnnounceAsync() => Database.WriteAsync(transaction =>
        new DatabaseQueue(Database, Clock, new MachineClock(TimeProvider.System), new QueueSignal()).EnqueueAsync(transaction, AnnouncementDue.Queue, new AnnouncementDue { Piece = Pieces[0] }));

    /// <summary>What another process that writes holds, until disposed.</summary>
    public async Task<IAsyncDisposable> LockAsync()
    {
        if (Database.Engine == Engine.Sqlite)
        {
            var file = new SqliteConnection($"Data Source={Setting};Pooling=False");
            await file.OpenAsync();
            await file.ExecuteAsync("begin immediate", commandTimeout: 30);
            return file;
        }

        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Setting) { Pooling = false }.ToString());
        await session.OpenAsync();
        // One table: two, one after the other, could wait for each other's holders.
        await session.ExecuteAsync("begin; lock table event in exclusive mode");
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (_owned) await TestDatabase.DropAsync(Setting);
        Directory.Delete(Folder, recursive: true);
    }

    private async Task SeedAsync(Transaction transaction)
    {
        var now = Clock.Now;
        var config = Sample.Config with { Tracking = new TrackingConfig { EventsPerMinute = 100_000 } };
        await transaction.ExecuteAsync("insert into workspace_version (version, hash, config, applied_at) values (1, 'h', @config, @now)", new { config = Json.Write(config), now });
        var plan = Sample.Plan(config.Zone.WeekOf(now));
        await transaction.ExecuteAsync(
            """
            insert into week (week, state, plan_version, plan_hash, plan, zone, opens_at, closes_at, ends_at, final_at, opened_at)
            values (@Week, 'open', 1, 'h', @plan, @TimeZone, @opens, @closes, @ends, @final, @opens)
            """,
            new
            {
                plan.Week, plan = Json.Write(plan), config.TimeZone, opens = now - Duration.FromDays(1), closes = now + Duration.FromDays(2),
                ends = now + Duration.FromDays(3), final = now + Duration.FromDays(4),
            });
        for (var position = 0; position < Pieces.Count; position++)
        {
            await transaction.ExecuteAsync(
                """
                insert into piece (slug, week, position, title, url, reading_seconds, publish_at, published_at, plan)
                values (@slug, @Week, @position, @slug, 'https://example.com/', 1, @at, @at, @piece)
                """,
                new { slug = Pieces[position], plan.Week, position, at = now - Duration.FromHours(1), piece = Json.Write(plan.Content[0] with { Slug = Pieces[position] }) });
        }

        await transaction.ExecuteAsync("insert into piece_counter (piece_id) select id from piece");
        await transaction.ExecuteAsync(
            $"""
             with recursive n (i) as (select 1 union all select i + 1 from n where i < {Subscribers})
             insert into reader (key, ref, created_at) select 'v:subscriber-' || i, 'subscriber-' || i, @now from n where true
             """,
            new { now });
        await transaction.ExecuteAsync("insert into subscription (reader_id, channel, text_version, consented_at) select id, 'push', '1', @now from reader", new { now });
    }
}
