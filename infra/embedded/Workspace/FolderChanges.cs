namespace Growth.Embedded.Workspace;

/// <summary>Waits for a change of a folder: the file system's word once it has been quiet for a while, or the poll.</summary>
internal sealed class FolderChanges(string folder, TimeProvider clock, WatchedFolder watched) : IDisposable
{
    private readonly SemaphoreSlim _changed = new(0);
    private FileSystemWatcher? _watcher;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Watch();
        if (!await ChangedAsync(watched.Poll, cancellationToken)) return;
        // Editors write, rename and touch within moments; a folder that never rests is looked at by the poll's time.
        var since = clock.GetTimestamp();
        while (clock.GetElapsedTime(since) < watched.Poll && await ChangedAsync(watched.Settle, cancellationToken))
        {
        }
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _changed.Dispose();
    }

    private async Task<bool> ChangedAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timeout = Task.Delay(within, clock, enough.Token);
        var change = _changed.WaitAsync(enough.Token);
        var first = await Task.WhenAny(change, timeout);
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (first != change && !change.IsCompletedSuccessfully) return false;
        // A burst of events is one change.
        while (await _changed.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
        }

        return true;
    }

    /// <summary>Watches when it can: the folder may be gone for now, or the system out of watches; the poll sees it then.</summary>
    private void Watch()
    {
        if (_watcher is not null && Directory.Exists(folder)) return;
        _watcher?.Dispose();
        _watcher = null;
        if (!Directory.Exists(folder)) return;
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            watcher.Changed += OnChanged;
            watcher.Created += OnChanged;
            watcher.Deleted += OnChanged;
            watcher.Renamed += OnChanged;
            watcher.Error += OnError;
            watcher.EnableRaisingEvents = true;
            _watcher = watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            watcher?.Dispose();
        }
    }

    private void OnChanged(object sender, FileSystemEventArgs change)
    {
        // The program's own files (database, outbox) lie in a hidden folder and change all the time.
        if (Path.GetRelativePath(folder, change.FullPath).StartsWith('.')) return;
        Signal();
    }

    private void OnError(object sender, ErrorEventArgs error)
    {
        if (sender is FileSystemWatcher broken) broken.EnableRaisingEvents = false;
        Signal();
    }

    private void Signal()
    {
        try
        {
            _changed.Release();
        }
        catch (Exception e) when (e is ObjectDisposedException or SemaphoreFullException)
        {
            // The last events of a watcher that is being closed: nobody waits any more.
        }
    }
}
