using System.Data.Common;
using Dapper;
using Growth.Outbound;
using Growth.Storage;
using Growth.Time;
using Growth.Tracking;
using NodaTime;

namespace Growth.Health;

/// <summary>Whether one thing is well. The detail says what to look at, never a path, an address, a secret or a version.</summary>
public sealed record HealthCheck(string Name, bool Ok, string Detail);

/// <summary><c>ok</c> or <c>unwell</c>; anybody may read it.</summary>
public sealed record HealthReport(string Status, IReadOnlyList<HealthCheck> Checks)
{
    public bool IsOk => Status == "ok";
}

/// <summary>Asks the parts that a running week needs. Every answer comes from a fixed set of texts and counts: nothing of the inside gets out.</summary>
public sealed class CheckHealth(Database database, Migrator migrator, BusinessClock clock, VisitorTokens tokens)
{
    /// <summary>Three periods of the timer that advances weeks; business time.</summary>
    private static readonly Duration TickOverdue = Duration.FromMinutes(15);

    public async Task<HealthReport> RunAsync(CancellationToken cancellationToken)
    {
        var checks = new List<HealthCheck> { SigningKey() };
        try
        {
            // Nothing is changed: taking the write lock is what proves that the store can be written.
            await database.WriteAsync(_ => Task.CompletedTask, cancellationToken);
            var missing = await migrator.PlanAsync(cancellationToken);
            checks.Add(new HealthCheck("database", true, "readable and writable"));
            checks.Add(missing.Count == 0 ? new("schema", true, "up to date") : new("schema", false, $"{missing.Count} migrations are missing: restart the host."));
            if (missing.Count == 0) checks.AddRange(await database.ReadAsync(StoreAsync, cancellationToken));
        }
        catch (SchemaRefusedException)
        {
            // A rollout's migration has shut this program out.
            checks.Add(new HealthCheck("schema", false, "The store belongs to another version of the program."));
        }
        catch (DatabaseBusyException)
        {
            checks.Add(new HealthCheck("database", false, "Another process holds the write lock."));
        }
        catch (DbException)
        {
            checks.Add(new HealthCheck("database", false, "The store cannot be read or written; `growth doctor` says why."));
        }

        return new HealthReport(checks.TrueForAll(check => check.Ok) ? "ok" : "unwell", [.. checks.OrderBy(check => check.Name, StringComparer.Ordinal)]);
    }

    private async Task<IReadOnlyList<HealthCheck>> StoreAsync(DbConnection connection)
    {
        var alerts = (await connection.QueryAsync<string>("select key from alert")).ToHashSet(StringComparer.Ordinal);
        var row = await connection.QuerySingleAsync<Row>(
            """
            select coalesce((select highest from clock where id = 1), (select min(applied_at) from workspace_version)) as Highest,
                   (select max(version) from workspace_version) as Version,
                   (select count(*) from queue_message where queue like '%-poison') as Poison,
                   (select count(*) from message where state = 'unknown') as Unknown,
                   (select count(*) from webhook where state = 'set-aside') as SetAside
            """);
        var paused = await Restores.PausedAsync(connection) is not null;
        var waiting = alerts.Count(key => key.StartsWith("channel:", StringComparison.Ordinal));
        return
        [
            alerts.Contains(ClockGuard.AlertKey)
                ? new("clock", false, "The clock is behind what the store has seen: nothing is opened, published or closed.")
                : new("clock", true, "not behind"),
            Timer(row.Highest),
            Workspace(row.Version, alerts.Contains("config")),
            paused
                ? new("paused", false, "A backup was restored: no week, timer or message moves until `growth resume`.")
                : new("paused", true, "not paused"),
            Queues(row.Poison, alerts),
            waiting == 0
                ? new("channels", true, row.Unknown == 0 ? "all can send" : $"all can send; {row.Unknown} messages have an unknown outcome")
                : new("channels", false, $"{waiting} channels cannot send; their messages wait."),
            alerts.Any(key => key.StartsWith(WebhookKeys.Alert, StringComparison.Ordinal))
                ? new("outbound", false, "A webhook to others is disabled or cannot be signed; `growth doctor` says which.")
                : new("outbound", true, "no webhook to others is disabled"),
            alerts.Any(key => key.StartsWith("week:", StringComparison.Ordinal) || key.StartsWith("stuck:", StringComparison.Ordinal))
                ? new("weeks", false, "A week cannot open or does not move; `growth doctor` says why.")
                : new("weeks", true, "nothing holds a week up"),
            row.SetAside == 0
                ? new("webhooks", true, "no request of a storefront is set aside")
                : new("webhooks", false, $"{row.SetAside} requests of storefronts were verified but do not fit and are set aside."),
        ];
    }

    /// <param name="highest">When weeks were last advanced; before the first time, since when they could have been.</param>
    private HealthCheck Timer(Instant? highest)
    {
        if (highest is not { } seen) return new HealthCheck("timer", false, "Weeks have never been advanced on this store.");
        var ago = clock.Now - seen;
        return ago > TickOverdue
            ? new HealthCheck("timer", false, $"Weeks were last advanced {(long)ago.TotalMinutes} minutes ago; every 5 is usual.")
            : new HealthCheck("timer", true, "weeks are advanced");
    }

    private static HealthCheck Queues(long poison, HashSet<string> alerts) => poison > 0
        ? new("queues", false, $"{poison} messages failed every attempt and were set aside.")
        : alerts.Any(key => key.StartsWith("outbox:", StringComparison.Ordinal))
            ? new("queues", false, "Messages wait for longer than they should; `growth doctor` says which.")
            : new("queues", true, "no message was set aside, none waits too long");

    private static HealthCheck Workspace(long? version, bool alert) => (version, alert) switch
    {
        (null, _) => new("workspace", false, "No workspace has been applied yet."),
        (_, true) => new("workspace", false, "The last edit was refused; the version before it runs. `growth validate` says why."),
        _ => new("workspace", true, "applied"),
    };

    private HealthCheck SigningKey() => tokens.Ready
        ? new("signingKey", true, "set")
        : new("signingKey", false, "No signing key is set: visitors and events are refused.");

    private sealed record Row
    {
        public Instant? Highest { get; init; }

        public long? Version { get; init; }

        public long Poison { get; init; }

        public long Unknown { get; init; }

        public long SetAside { get; init; }
    }
}
