using Growth.Config;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Benchmarks;

/// <summary>A store with a running week and three published pieces: what every bench of the store begins with.</summary>
internal static class BenchWeek
{
    /// <summary>Signs the readers' tokens: of the servers, of the peers, and of the load generator that makes them.</summary>
    public const string SigningKey = "Z3Jvd3RoLWJlbmNoLWdyb3d0aC1iZW5jaC1ncm93dGg=";

    private static readonly Duration Long = Duration.FromDays(200);

    public static IReadOnlyList<string> Slugs { get; } = ["why-21-days", "night-reading", "share-a-line"];

    /// <summary>Migrates and fills the store. The week does not end while a bench runs.</summary>
    /// <returns>The week.</returns>
    public static async Task<IsoWeek> SeedAsync(string setting, Instant now)
    {
        await using var database = StorageRegistration.OpenDatabase(new GrowthOptions { Database = setting });
        await new Migrator(database).RunAsync(now);
        var week = Zones.Get("Asia/Shanghai").WeekOf(now);
        await database.WriteAsync(transaction => SeedAsync(transaction, week, now));
        return week;
    }

    private static async Task SeedAsync(Transaction transaction, IsoWeek week, Instant now)
    {
        var opened = now - Duration.FromHours(1);
        await transaction.ExecuteAsync(
            "insert into workspace_version (version, hash, config, applied_at) values (1, 'bench', @config, @now)", new { config = Json.Write(Config), now });
        await transaction.ExecuteAsync(
            """
            insert into week (week, state, plan_version, plan_hash, plan, zone, opens_at, closes_at, ends_at, final_at, opened_at)
            values (@week, 'open', 1, 'bench', '{}', 'Asia/Shanghai', @opened, @ends, @ends, @final, @opened)
            """,
            new { week, opened, ends = now + Long, final = now + Long + Long });
        for (var position = 0; position < Slugs.Count; position++)
        {
            await transaction.ExecuteAsync(
                """
                insert into piece (slug, week, position, title, reading_seconds, publish_at, published_at, plan)
                values (@slug, @week, @position, @slug, 5, @opened, @opened, '{}')
                """,
                new { slug = Slugs[position], week, position, opened });
        }

        await transaction.ExecuteAsync("insert into piece_counter (piece_id) select id from piece");
    }

    /// <summary>Also what the workspace's file says, so that the server's own apply changes nothing that matters.</summary>
    private static GrowthConfig Config { get; } = new()
    {
        Workspace = "reading-room",
        PublicUrl = new Uri("https://growth.example.com"),
        TimeZone = "Asia/Shanghai",
        Currency = "CNY",
        Team = [],
        Channels = new Dictionary<string, ChannelConfig>(StringComparer.Ordinal),
        Tracking = new TrackingConfig { EventsPerMinute = 100_000 },
    };
}
