using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Growth.Tests.Storage;

/// <summary>
/// The machine's own PostgreSQL, started in a folder of its own, and as another user when we are root. It ends and its data go with this process,
/// however that dies. It can be killed and come back. Shared with the benchmarks.
/// </summary>
internal sealed class LocalPostgres : IAsyncDisposable
{
    // The shell's input ends when we do. A killed server leaves its postmaster.pid behind, so waiting for it has an end.
    private const string Supervise =
        """
        while read -r word; do case $word in start) "$@" >>"$0/log" 2>&1 & ;; kill) kill -KILL "$(head -n 1 "$0/postmaster.pid")";; esac; done
        kill -QUIT "$(head -n 1 "$0/postmaster.pid")"; i=0; while [ -e "$0/postmaster.pid" ] && [ $i -lt 80 ]; do i=$((i+1)); sleep 0.05; done; rm -rf "$0"
        """;

    private static int _databases;
    private readonly Process? _shell;

    private LocalPostgres(string admin, Process? shell)
    {
        (Admin, _shell) = (admin, shell);
        // The runner has no hook at the end of a process that is asynchronous; stopping a server whose data are thrown away needs none.
        if (shell is not null) AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
    }

    /// <summary>Whether it was started here, and its data go with it.</summary>
    public bool IsOurs => _shell is not null;

    /// <summary>A connection string that may create databases.</summary>
    public string Admin { get; }

    private static bool IsRoot => string.Equals(Environment.UserName, "root", StringComparison.Ordinal);

    /// <param name="setting">The environment variable that names a server to use instead; null: one of our own in any case, which can be killed.</param>
    /// <param name="options">Settings of the server, <c>name=value</c>.</param>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL, or it does not start.</exception>
    public static async Task<LocalPostgres> StartAsync(string? setting, params string[] options)
    {
        var settings = Environment.GetEnvironmentVariables();
        if (setting is not null && settings[setting] is string { Length: > 0 } given) return new LocalPostgres(given, null);
        var binaries = FindBinaries(settings["PATH"] as string ?? "")
            ?? throw new InvalidOperationException($"No PostgreSQL was found: install it (Debian: apt-get install postgresql){(setting is null ? "" : $" or set {setting} to a connection string")}.");
        var folder = Directory.CreateTempSubdirectory("growth-postgres-").FullName;
        await GiveAsync(folder);
        await RunAsync(IsRoot, Path.Combine(binaries, "initdb"), ["-D", folder, "-U", "growth", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]);
        var port = FreePort();
        var shell = Start(IsRoot, "sh",
        [
            "-c", Supervise, folder,
            Path.Combine(binaries, "postgres"), "-D", folder, "-p", $"{port}", "-k", folder, "-c", "listen_addresses=127.0.0.1", .. options.SelectMany(option => new[] { "-c", option }),
        ]);
        var server = new LocalPostgres($"Host=127.0.0.1;Port={port};Username=growth;Database=postgres;Maximum Pool Size=20;Timeout=5", shell);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>SIGKILL to the postmaster of a server of our own: nothing is tidied up, its backends go when they notice.</summary>
    public async Task KillAsync()
    {
        await _shell!.StandardInput.WriteLineAsync("kill");
        // Not done when said: who looked at once would find it alive, and take it for started again.
        while (await AnswersAsync()) await Task.Delay(10);
    }

    /// <summary>Starts it after it was killed: it recovers, as soon as its last backend has let go.</summary>
    public async Task StartAgainAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            if (attempt % 20 == 0) await _shell!.StandardInput.WriteLineAsync("start");
            if (await AnswersAsync()) return;
            if (attempt == 400 || _shell!.HasExited) throw new InvalidOperationException("PostgreSQL does not start.");
            await Task.Delay(50);
        }
    }

    /// <returns>A connection string of a new, empty database.</returns>
    public async Task<string> CreateDatabaseAsync(string prefix, string options = "")
    {
        var name = $"{prefix}_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"create database {name} {options}");
        return new NpgsqlConnectionStringBuilder(Admin) { Database = name, Pooling = true }.ToString();
    }

    /// <summary>Also ends the connections that are left.</summary>
    public Task DropDatabaseAsync(string connectionString) => ExecuteAsync($"drop database {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)");

    public async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Admin);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a folder the server's.</summary>
    internal static Task GiveAsync(string folder) => IsRoot ? RunAsync(false, "chown", ["postgres", folder]) : Task.CompletedTask;

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(Admin + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static string? FindBinaries(string path)
    {
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")) : [];
        return path.Split(Path.PathSeparator).Concat(debian).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(bool asPostgres, string program, string[] arguments)
    {
        using var process = asPostgres ? Start(false, "runuser", ["-u", "postgres", "--", program, .. arguments]) : Start(false, program, arguments);
        await process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed: {errors}");
    }

    private static Process Start(bool asPostgres, string program, string[] arguments)
    {
        var start = asPostgres
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        (start.RedirectStandardError, start.RedirectStandardOutput, start.RedirectStandardInput, start.WorkingDirectory) = (true, true, true, "/tmp");
        return Process.Start(start)!;
    }

    private void Stop()
    {
        if (_shell is null) return;
        _shell.StandardInput.Close();
        _shell.WaitForExit(5000);
    }
}
