using Dapper;
using Growth.Storage;
using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>Where a demo's business time goes on after a run that was killed.</summary>
internal static class DemoClock
{
    /// <summary>
    /// The latest minute that the store has reached: everything before it was acknowledged, what belongs to it may be missing in part.
    /// A timer is claimed before it runs, so its claim may be the only trace of that minute.
    /// </summary>
    /// <returns>Null: nothing has run here yet.</returns>
    public static async Task<Instant?> ReachedAsync(DemoFolder folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(folder.Database)) return null;
        await using var database = new SqliteDatabase(new StorageOptions { Path = folder.Database });
        if ((await new Migrator(database).PlanAsync(cancellationToken)).Count > 0) return null;
        var micros = await database.ReadAsync(connection => connection.ExecuteScalarAsync<long?>(
            "select max(at) from (select highest as at from clock union all select last_at from timer) as seen"), cancellationToken);
        return micros is { } value ? SqlTypes.FromMicros(value) : null;
    }
}
