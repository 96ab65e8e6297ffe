using System.Diagnostics;
using Dapper;
using Growth.Benchmarks.Ingest;
using Growth.Storage;

namespace Growth.Benchmarks.Webhooks;

/// <summary>
/// What the server has kept: each acknowledged delivery once, with one message that is queued or was handled. A server that loses or doubles
/// has no rate.
/// </summary>
internal sealed class KeptWebhooks(Contender server) : IAsyncDisposable
{
    private const string Handled = "select count(*) from queue_done where queue = 'webhooks'";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly Database _database = StorageRegistration.OpenDatabase(new GrowthOptions { Database = server.Setting! });

    /// <exception cref="InvalidOperationException">Something is missing or doubled.</exception>
    public async Task CheckAsync()
    {
        var (kept, deliveries, messages) = await _database.ReadSnapshotAsync(async connection => (
            await connection.ExecuteScalarAsync<long>("select count(*) from webhook"),
            await connection.ExecuteScalarAsync<long>("select count(*) from (select distinct storefront, delivery from webhook) d"),
            await connection.ExecuteScalarAsync<long>($"select ({Handled}) + (select count(*) from queue_message where queue = 'webhooks')")));
        if (kept != server.Acknowledged || deliveries != kept || messages != kept)
            throw new InvalidOperationException($"{server.Acknowledged} webhooks were acknowledged; {kept} are stored, of {deliveries} deliveries, with {messages} messages.");
    }

    /// <summary>What was handled has come to its order, and nothing else has become of any.</summary>
    /// <exception cref="InvalidOperationException">It has not.</exception>
    public async Task CheckAppliedAsync()
    {
        var (applied, others, orders) = await _database.ReadSnapshotAsync(async connection => (
            await connection.ExecuteScalarAsync<long>("select count(*) from webhook where state = 'applied'"),
            await connection.ExecuteScalarAsync<long>("select count(*) from webhook where state not in ('applied', 'received')"),
            await connection.ExecuteScalarAsync<long>("select count(*) from shop_order")));
        if (applied == 0 || others > 0 || orders != applied)
            throw new InvalidOperationException($"{applied} webhooks are applied to {orders} orders, and {others} were ignored or set aside.");
    }

    /// <returns>How many are applied in a second, until none is left or the time is over.</returns>
    public async Task<double> AppliedPerSecondAsync(double seconds, CancellationToken cancellationToken)
    {
        var (watch, before) = (Stopwatch.StartNew(), await CountAsync(Handled));
        while (watch.Elapsed.TotalSeconds < seconds && await CountAsync("select count(*) from (select 1 as one from queue_message where queue = 'webhooks' limit 1) m") > 0)
            await Task.Delay(Look, cancellationToken);
        var elapsed = watch.Elapsed;
        return (await CountAsync(Handled) - before) / elapsed.TotalSeconds;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private Task<long> CountAsync(string sql) => _database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql));
}
