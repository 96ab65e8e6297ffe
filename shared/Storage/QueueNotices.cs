using System.Collections.Concurrent;
using System.Data.Common;
using Growth.Time;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Growth.Storage;

/// <summary>
/// Tells the instances that share a PostgreSQL of new messages. A NOTIFY inside every enqueuing transaction would make their commits queue up
/// behind one lock, so one is sent after commit for all queues that gathered while the last was under way. A notice that is lost costs
/// a poll, never a message. On SQLite there is nothing to do.
/// </summary>
public sealed partial class QueueNotices(Database database, QueueSignal signal, MachineClock machine, ILogger<QueueNotices> log) : BackgroundService
{
    private const string Channel = "growth_queue";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // After a notice the next one waits so long and speaks for all that gather: under load each would be one more commit for the server.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    private readonly string _self = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, bool> _gathered = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _some = new(0);

    public override void Dispose()
    {
        _some.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database is not PostgresDatabase postgres) return;
        signal.Forward(queue =>
        {
            if (_gathered.TryAdd(queue, true)) _some.Release();
        });
        await Task.WhenAll(TellAsync(stoppingToken), ListenAsync(postgres, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Tells all instances; inside a transaction, when it commits. For a program that queues rarely and does not run pumps.</summary>
    /// <param name="from">A name of the sender's: the instance that has it does not listen to itself.</param>
    internal static Task<int> TellAsync(DbConnection connection, string from, IEnumerable<string> queues) =>
        Dapper.SqlMapper.ExecuteAsync(connection, "select pg_notify(@Channel, @payload)", new { Channel, payload = $"{from} {string.Join(' ', queues)}" });

    private async Task TellAsync(CancellationToken stopping)
    {
        while (true)
        {
            await _some.WaitAsync(stopping);
            var queues = _gathered.Keys.Where(queue => _gathered.TryRemove(queue, out _)).ToList();
            if (queues.Count == 0) continue;
            try
            {
                await database.ReadAsync(connection => TellAsync(connection, _self, queues), stopping);
                await Task.Delay(Gather, machine.Provider, stopping);
            }
            catch (DbException e)
            {
                LogUntold(e);
            }
        }
    }

    private async Task ListenAsync(PostgresDatabase postgres, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await using var connection = postgres.CreateDirectConnection();
                await connection.OpenAsync(stopping);
                connection.Notification += (_, notice) => Hear(notice.Payload);
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection)) await listen.ExecuteNonQueryAsync(stopping);
                // What was told while nobody listened.
                signal.Hears = true;
                signal.Heard(QueueSignal.Any);
                while (true) await connection.WaitAsync(stopping);
            }
            catch (Exception e) when (e is DbException or TimeoutException or System.Net.Sockets.SocketException)
            {
                LogDeaf(e);
            }
            finally
            {
                signal.Hears = false;
            }

            await Task.Delay(Pause, machine.Provider, stopping);
        }
    }

    private void Hear(string payload)
    {
        var words = payload.Split(' ');
        if (string.Equals(words[0], _self, StringComparison.Ordinal)) return;
        foreach (var queue in words.Skip(1)) signal.Heard(queue);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other instances could not be told of new messages; they find them by polling")]
    private partial void LogUntold(Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Wake-ups from other instances are not heard; messages are found by polling until the connection is back")]
    private partial void LogDeaf(Exception fault);
}
