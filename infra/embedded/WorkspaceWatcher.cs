using Growth.Config;
using Growth.Embedded.Workspace;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Growth.Embedded;

/// <summary>
/// Applies the workspace folder before the functions run, and every valid edit of it from then on. A bad edit changes nothing: the last good
/// version runs on, and the alert <c>config</c> says what is wrong until a good one comes.
/// </summary>
internal sealed partial class WorkspaceWatcher(
    IOptions<GrowthOptions> options, Database database, BusinessClock business, MachineClock machine, Alerts alerts, WatchedFolder watched, ILogger<WorkspaceWatcher> log)
    : IHostedLifecycleService, IAsyncDisposable
{
    private const string Alert = "config";

    private readonly ApplyWorkspace _apply = new(database, business);
    private readonly CancellationTokenSource _stop = new();
    private FolderChanges? _changes;
    private Task _watching = Task.CompletedTask;
    private string? _seen;
    private int _disposed;

    private string Folder => options.Value.Workspace;

    /// <exception cref="WorkspaceRefusedException">The folder has errors and the store has no version that could run instead.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!watched.Exists(Folder) && !watched.Required) return;
        _changes = new FolderChanges(Folder, machine.Provider, watched);
        var read = await ReadSettledAsync(cancellationToken);
        var result = await _apply.RunAsync(read, cancellationToken);
        if (!result.Applied && await database.ReadAsync(WorkspaceStore.CurrentAsync, cancellationToken) is null)
            throw new WorkspaceRefusedException(Folder, [.. result.Problems.Where(problem => problem.IsError)]);
        await TellAsync(result, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (_changes is not null) _watching = Task.Run(() => WatchAsync(_changes, _stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => _stop.CancelAsync();

    public Task StopAsync(CancellationToken cancellationToken) => _watching;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Twice is once: the container knows it under two names.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _changes?.Dispose();
        _stop.Dispose();
    }

    /// <summary>Looks once; safe to call at any time, from one caller at a time.</summary>
    /// <returns>Null: the folder is as it was when last looked at.</returns>
    internal async Task<ApplyResult?> CheckAsync(CancellationToken cancellationToken)
    {
        if (FolderFingerprint.Of(Folder) == _seen) return null;
        var result = await _apply.RunAsync(await ReadSettledAsync(cancellationToken), cancellationToken);
        await TellAsync(result, cancellationToken);
        return result;
    }

    /// <summary>Editors write in steps: what is read stays only when the folder is the same afterwards, and an error only when it lasts.</summary>
    private async Task<WorkspaceRead> ReadSettledAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = FolderFingerprint.Of(Folder);
            var read = ReadWorkspace.Run(Folder);
            if (!read.IsValid && attempt < watched.Attempts && _seen is not null) await Task.Delay(watched.Settle, machine.Provider, cancellationToken);
            var settled = FolderFingerprint.Of(Folder) == before;
            if (!settled && attempt < watched.Attempts) continue;
            // Not settled after all attempts: judged as it is, and looked at again at the next poll.
            _seen = settled ? before : "";
            return read;
        }
    }

    private async Task WatchAsync(FolderChanges changes, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await changes.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested) return;
            try
            {
                await CheckAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is DatabaseBusyException or System.Data.Common.DbException or IOException or UnauthorizedAccessException)
            {
                // The folder is looked at again at the next poll; until then the last good version runs.
                _seen = "";
                LogNotChecked(Folder, e);
            }
        }
    }

    private async Task TellAsync(ApplyResult result, CancellationToken cancellationToken)
    {
        var text = WorkspaceAlert.Of(Folder, result);
        await database.WriteAsync(transaction => text is null ? alerts.ClearAsync(transaction, Alert) : alerts.RaiseAsync(transaction, Alert, text), cancellationToken);
        if (result.Taken.Count > 0) LogApplied(result.Taken.Count, Folder);
        if (text is not null) LogRefused(text);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied {Count} changes of {Folder}.")]
    private partial void LogApplied(int count, string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Text}")]
    private partial void LogRefused(string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The workspace folder {Folder} could not be checked; it is tried again.")]
    private partial void LogNotChecked(string folder, Exception e);
}
