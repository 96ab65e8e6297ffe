using System.Data.Common;
using Dapper;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Config;

/// <summary>What a domain takes from the running workspace. The version is asked each time; the config is read again only when it has moved.</summary>
/// <param name="before">Before the first apply.</param>
/// <param name="of">From a version of the workspace.</param>
public abstract class RunningConfig<T>(Database database, MachineClock clock, T before, Func<WorkspaceVersion, T> of)
    where T : class
{
    private static readonly Duration Fresh = Duration.FromSeconds(1);

    private const string Version = "select max(version) from workspace_version";

    private Known _known = new(0, before);
    private long _readAt = long.MinValue;
    private Task<T>? _asking;

    /// <summary>As the transaction or connection sees them: exact.</summary>
    public async Task<T> CurrentAsync(DbConnection connection) =>
        await OfAsync(connection, await connection.ExecuteScalarAsync<int?>(Version) ?? 0);

    /// <summary>At most a second old: for what decides nothing that is counted or paid.</summary>
    public async ValueTask<T> RecentAsync(CancellationToken cancellationToken)
    {
        var age = clock.Now.ToMicros() - Interlocked.Read(ref _readAt);
        if (age >= 0 && age < (long)Fresh.TotalMilliseconds * 1000) return _known.Value;
        // Of many requests at once one asks, and the others wait for what it hears.
        var mine = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _asking, mine.Task, null) is { } asked) return await asked.WaitAsync(cancellationToken);
        _ = AskAsync(mine);
        return await mine.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Asks which version runs, together with what else is asked; <see cref="OfAsync"/> has what it says.</summary>
    internal static void AskVersion(Batch batch, Action<int> found) => batch.Query(Version, Rows.One, row => found(row.IsDBNull(0) ? 0 : row.GetInt32(0)));

    internal async Task<T> OfAsync(DbConnection connection, int version)
    {
        var known = _known;
        if (known.Version != version)
        {
            var found = await WorkspaceStore.CurrentAsync(connection);
            known = found is null ? new Known(0, before) : new Known(found.Version, of(found));
            _known = known;
        }

        Interlocked.Exchange(ref _readAt, clock.Now.ToMicros());
        return known.Value;
    }

    // Not cancelled by whoever happened to ask first: the others wait for it too.
    private async Task AskAsync(TaskCompletionSource<T> answer)
    {
        var read = database.ReadAsync(CurrentAsync, CancellationToken.None);
        await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Volatile.Write(ref _asking, null);
        answer.SetFromTask(read);
    }

    private sealed record Known(int Version, T Value);
}
