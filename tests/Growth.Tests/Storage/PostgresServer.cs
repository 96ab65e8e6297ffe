namespace Growth.Tests.Storage;

/// <summary>
/// A real PostgreSQL for the tests: <c>GROWTH_TEST_POSTGRES</c> (a connection string that may create databases), else the machine's binaries
/// started once for the test process. Each store gets its own database.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);
    private readonly LocalPostgres _server;

    private PostgresServer(LocalPostgres server) => _server = server;

    public static Task<PostgresServer> GetAsync() => Shared.Value;

    /// <returns>A connection string of a new, empty database.</returns>
    public Task<string> CreateDatabaseAsync() => _server.CreateDatabaseAsync("growth_test");

    /// <summary>Also ends the connections that are left.</summary>
    public Task DropDatabaseAsync(string connectionString) => _server.DropDatabaseAsync(connectionString);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<PostgresServer> StartAsync() => new(await LocalPostgres.StartAsync(
        "GROWTH_TEST_POSTGRES", "fsync=off", "full_page_writes=off", "max_connections=300", "shared_buffers=64MB", "autovacuum=off"));
}
