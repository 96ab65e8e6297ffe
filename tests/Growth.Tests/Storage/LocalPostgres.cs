using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Growth.Tests.Storage;

/// <summary>
/// The machine's own PostgreSQL, started in a folder of its own, and as another user when we are root. It ends and its data go with this process,
/// however that dies. Shared with the benchmarks.
/// </summary>
internal sealed class LocalPostgres : IAsyncDisposable
{
    private static int _databases;
    private readonly Process? _server;

    private LocalPostgres(string admin, Process? server)
    {
        (Admin, _server) = (admin, server);
        // The runner has no hook at the end of a process that is asynchronous; stopping a server whose data are thrown away needs none.
        if (server is not null) AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
    }

    /// <summary>A connection string that may create databases.</summary>
    public string Admin { get; }

    /// <param name="setting">The environment variable that names a server to use instead.</param>
    /// <param name="options">Settings of the server, <c>name=value</c>.</param>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL, or it does not start.</exception>
    public static async Task<LocalPostgres> StartAsync(string setting, params string[] options)
    {
        var settings = Environment.GetEnvironmentVariables();
        if (settings[setting] is string { Length: > 0 } given) return new LocalPostgres(given, null);
        var binaries = FindBinaries(settings["PATH"] as string ?? "")
            ?? throw new InvalidOperationException($"No PostgreSQL was found: install it (Debian: apt-get install postgresql) or set {setting} to a connection string.");
        var folder = Directory.CreateTempSubdirectory("growth-postgres-").FullName;
        var root = string.Equals(Environment.UserName, "root", StringComparison.Ordinal);
        if (root) await RunAsync("chown", ["postgres", folder]);
        await RunAsync(root, Path.Combine(binaries, "initdb"), ["-D", folder, "-U", "growth", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]);
        var port = FreePort();
        // The shell waits for the end of its input, which comes with our end however we die, then throws the server and its data away.
        var server = Start(root, "sh",
        [
            "-c", "\"$@\" >\"$0/log\" 2>&1 & server=$!; cat >/dev/null; kill -QUIT $server; wait $server; rm -rf \"$0\"", folder,
            Path.Combine(binaries, "postgres"), "-D", folder, "-p", $"{port}", "-k", folder, "-c", "listen_addresses=127.0.0.1", .. options.SelectMany(option => new[] { "-c", option }),
        ]);
        var admin = $"Host=127.0.0.1;Port={port};Username=growth;Database=postgres;Maximum Pool Size=20;Timeout=5";
        await WaitUntilItAnswersAsync(admin, server);
        return new LocalPostgres(admin, server);
    }

    /// <returns>A connection string of a new, empty database.</returns>
    public async Task<string> CreateDatabaseAsync(string prefix)
    {
        var name = $"{prefix}_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(Admin);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(Admin) { Database = name, Pooling = true }.ToString();
    }

    /// <summary>Also ends the connections that are left.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(Admin);
        await connection.OpenAsync();
        await using var drop = new NpgsqlCommand($"drop database {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)", connection);
        await drop.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        return ValueTask.CompletedTask;
    }

    private static string? FindBinaries(string path)
    {
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")) : [];
        return path.Split(Path.PathSeparator).Concat(debian).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static async Task WaitUntilItAnswersAsync(string admin, Process server)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(admin);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 200 && !server.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task RunAsync(bool asPostgres, string program, string[] arguments) =>
        asPostgres ? RunAsync("runuser", ["-u", "postgres", "--", program, .. arguments]) : RunAsync(program, arguments);

    private static async Task RunAsync(string program, string[] arguments)
    {
        using var process = Start(false, program, arguments);
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
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardInput = true;
        start.WorkingDirectory = "/tmp";
        return Process.Start(start)!;
    }

    private void Stop()
    {
        if (_server is null) return;
        _server.StandardInput.Close();
        _server.WaitForExit(5000);
    }
}
