using System.Data.Common;
using Dapper;
using Growth.Config;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Tracking;

/// <summary>What tracking takes from the running workspace.</summary>
public sealed record TrackingTerms(int Version, TrackingConfig Tracking, DateTimeZone Zone, IReadOnlyList<string> CorsOrigins)
{
    /// <summary>Before the first apply: no piece exists, no origin is allowed, and only the limits matter.</summary>
    public static TrackingTerms BeforeTheFirst { get; } = new(0, new TrackingConfig(), DateTimeZone.Utc, []);

    public CompletionRule RuleFor(long readingSeconds) => new(Tracking.CompleteScroll, Tracking.CompleteTime, readingSeconds);
}

/// <summary>The running terms. The version is asked each time; the config is read again only when it has moved.</summary>
public sealed class RunningTerms(Database database, MachineClock clock)
{
    private static readonly Duration Fresh = Duration.FromSeconds(1);

    private const string Version = "select max(version) from workspace_version";

    private TrackingTerms _terms = TrackingTerms.BeforeTheFirst;
    private long _readAt = long.MinValue;
    private Task<TrackingTerms>? _asking;

    /// <summary>As the transaction or connection sees them: exact.</summary>
    public async Task<TrackingTerms> CurrentAsync(DbConnection connection) =>
        await OfAsync(connection, await connection.ExecuteScalarAsync<int?>(Version) ?? 0);

    /// <summary>Asks which version runs, together with what else is asked; <see cref="OfAsync"/> has its terms.</summary>
    internal static void AskVersion(Batch batch, Action<int> found) => batch.Query(Version, Rows.One, row => found(row.IsDBNull(0) ? 0 : row.GetInt32(0)));

    internal async Task<TrackingTerms> OfAsync(DbConnection connection, int version)
    {
        var terms = _terms;
        if (terms.Version != version)
        {
            var found = await WorkspaceStore.CurrentAsync(connection);
            terms = found is null
                ? TrackingTerms.BeforeTheFirst
                : new TrackingTerms(found.Version, found.Config.Tracking, found.Config.Zone, found.Config.CorsOrigins);
            _terms = terms;
        }

        Interlocked.Exchange(ref _readAt, clock.Now.ToMicros());
        return terms;
    }

    /// <summary>At most a second old: for limits and origins, which decide nothing that is counted.</summary>
    public async Task<TrackingTerms> RecentAsync(CancellationToken cancellationToken)
    {
        var age = clock.Now.ToMicros() - Interlocked.Read(ref _readAt);
        if (age >= 0 && age < (long)Fresh.TotalMilliseconds * 1000) return _terms;
        // Of many requests at once one asks, and the others wait for what it hears.
        var mine = new TaskCompletionSource<TrackingTerms>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _asking, mine.Task, null) is { } asked) return await asked.WaitAsync(cancellationToken);
        var read = database.ReadAsync(CurrentAsync, CancellationToken.None);
        await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Volatile.Write(ref _asking, null);
        mine.SetFromTask(read);
        return await read;
    }
}
