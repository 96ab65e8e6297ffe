using System.Collections.Concurrent;
using System.Diagnostics;
using Growth.Tests.Tracking;

namespace Growth.Tests.Faults;

/// <summary>The functions app as it is deployed on one machine, in a process of its own, on a free port; killed at the end.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>The last it said.</summary>
    public string Said => string.Join('\n', _said);

    public bool HasExited => _process.HasExited;

    /// <summary>The most memory it ever held, MiB.</summary>
    public double PeakMiB
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / 1048576.0;
        }
    }

    /// <param name="setting"><c>Growth:Database</c>; null: the store's.</param>
    /// <param name="lease"><c>Growth:Lease</c>; null: the usual one.</param>
    /// <param name="direct"><c>Growth:DatabaseDirect</c>.</param>
    /// <param name="settings">Further ones, as its environment has them.</param>
    public static async Task<HostProcess> StartAsync(
        LiveStore store, string? setting = null, string? lease = null, string? direct = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        // The shell ignores SIGXFSZ for those it becomes: a file that may not grow is then an error of the write, as a full disk is.
        var start = new ProcessStartInfo("sh", ["-c", "trap '' XFSZ; exec dotnet \"$0\"", Path.Combine(AppContext.BaseDirectory, "Growth.Functions.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Growth__Workspace"] = store.Folder;
        start.Environment["Growth__Data"] = store.Folder;
        start.Environment["Growth__Database"] = setting ?? store.Setting;
        start.Environment["Growth__SigningKey"] = TrackingStore.SigningKey;
        start.Environment["Growth__Port"] = "0";
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        if (lease is not null) start.Environment["Growth__Lease"] = lease;
        if (direct is not null) start.Environment["Growth__DatabaseDirect"] = direct;
        // Each sender has an address of its own, so that the limits of one do not end the load.
        start.Environment["Growth__TrustedProxies"] = "127.0.0.1";
        var host = new HostProcess(start);
        try
        {
            host.Address = await host._address.Task.WaitAsync(Patience);
            return host;
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            await host.DisposeAsync();
            throw new InvalidOperationException($"The host did not start:\n{host.Said}", e);
        }
    }

    /// <summary>From now on what it writes beyond so many bytes of a file fails.</summary>
    /// <param name="bytes">A number, or <c>unlimited</c>.</param>
    public async Task LimitFilesAsync(string bytes)
    {
        using var limit = Process.Start("prlimit", ["--pid", $"{_process.Id}", $"--fsize={bytes}:"]);
        await limit.WaitForExitAsync();
        if (limit.ExitCode != 0) throw new InvalidOperationException("prlimit (util-linux) failed.");
    }

    /// <summary>SIGKILL: it learns nothing of it.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _address.TrySetException(new InvalidOperationException("The host ended."));
            return;
        }

        _said.Enqueue(line);
        if (_said.Count > 1000) _said.TryDequeue(out _);
        const string Listening = "Listening on ";
        if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0) _address.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
    }
}
