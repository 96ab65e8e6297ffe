using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Growth.Benchmarks;

/// <summary>A program, mostly one of this build, in a process of its own, on a free port; killed at the end.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ChildProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>How it ended; null: it has not.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    public double WorkingSetMiB
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    /// <summary>The most memory it has had at once since its start; Linux only, else what it has now.</summary>
    public double PeakMiB
    {
        get
        {
            var status = $"/proc/{_process.Id}/status";
            var peak = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
            return peak is null ? WorkingSetMiB : double.Parse(peak.AsSpan(6).Trim().TrimEnd("kB").Trim()) / 1024;
        }
    }

    public static ChildProcess Start(string program, int port, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        StartOther("dotnet", port, [Path.Combine(AppContext.BaseDirectory, program), .. arguments], environment);

    public static ChildProcess StartOther(string file, int port, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        // Its input stays open as long as we live: what is not ours to kill can tell by it that we have gone.
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, line) =>
        {
            if (line.Data is not null) Console.Error.WriteLine(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(process, port);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Asks again and again until an answer has come.</summary>
    /// <param name="path">Null: it does not speak HTTP; a connection is enough.</param>
    public async Task AnsweredAsync(string? path, CancellationToken cancellationToken)
    {
        var waiting = Stopwatch.StartNew();
        var answer = new byte[4096];
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
                if (path is null) return;
                await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), cancellationToken);
                if (await socket.ReceiveAsync(answer, cancellationToken) > 0) return;
            }
            catch (SocketException) when (waiting.Elapsed < Patience && !_process.HasExited)
            {
                await Task.Delay(2, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
