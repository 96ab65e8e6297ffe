using Growth.Storage;
using Growth.Tests.Storage;
using Npgsql;

namespace Growth.Benchmarks.Machine;

/// <summary>
/// Where contenders keep their data, each in its own: files in one temporary folder, or databases of one PostgreSQL that is started for the
/// bench with the settings it comes with (fsync and synchronous_commit on; only more connections), or that <c>GROWTH_BENCH_POSTGRES</c> names.
/// </summary>
internal sealed class BenchStores : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("growth-bench-store-").FullName;
    private readonly LocalPostgres? _postgres;
    private readonly List<string> _databases = [];

    private readonly bool _waits;

    private BenchStores(Engine engine, LocalPostgres? postgres, bool waits) => (Engine, _postgres, _waits) = (engine, postgres, waits);

    public Engine Engine { get; }

    public static async Task<BenchStores> OpenAsync(Engine engine, BenchSettings settings) =>
        new(engine, engine == Engine.Postgres ? await LocalPostgres.StartAsync("GROWTH_BENCH_POSTGRES", "max_connections=300") : null, settings.Runs > 1);

    /// <returns>A new, empty store: <c>Growth:Database</c>.</returns>
    public async Task<string> CreateAsync(string name)
    {
        if (_postgres is null) return Path.Combine(_folder, name + ".db");
        var setting = await _postgres.CreateDatabaseAsync("growth_bench");
        _databases.Add(setting);
        // the provider's defaults, as whoever writes Growth__Database has them
        var defaults = new NpgsqlConnectionStringBuilder(setting);
        defaults.Remove("Maximum Pool Size");
        defaults.Remove("Timeout");
        return defaults.ToString();
    }

    /// <summary>As programs that are not .NET want it: the file, or a <c>postgres://</c> address.</summary>
    public static string AddressOf(string setting)
    {
        if (!DatabaseSetting.IsPostgres(setting)) return setting;
        var to = new NpgsqlConnectionStringBuilder(setting);
        var password = to.Password is { Length: > 0 } given ? ":" + Uri.EscapeDataString(given) : "";
        return $"postgres://{Uri.EscapeDataString(to.Username ?? "")}{password}@{to.Host}:{to.Port}/{to.Database}";
    }

    /// <summary>Before a run: what others have written is on the disk, and the disk is quiet. A single run is a trial and waits for nothing.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (!_waits) return;
        if (_postgres is not null)
        {
            await using var connection = new NpgsqlConnection(_postgres.Admin);
            await connection.OpenAsync(cancellationToken);
            await using var checkpoint = new NpgsqlCommand("checkpoint", connection) { CommandTimeout = 120 };
            await checkpoint.ExecuteNonQueryAsync(cancellationToken);
        }

        if (!await QuietDisk.WaitAsync(cancellationToken)) Report.Say("The disk did not become quiet; the next figures are those of a busy machine.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            foreach (var database in _databases.Where(_ => !_postgres.IsOurs)) await _postgres.DropDatabaseAsync(database);
            await _postgres.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
