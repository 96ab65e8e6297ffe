using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Net.Sockets;
using Dapper;
using Npgsql;

namespace Growth.Storage;

/// <summary>
/// The store in PostgreSQL 15 or later, shared by several instances. Transactions are SERIALIZABLE; what the server gives up
/// (serialisation failure, deadlock) is run again with a growing random pause, for as long as a lock would be waited for.
/// </summary>
public sealed class PostgresDatabase : Database
{
    /// <summary>The advisory lock under which the schema changes: "growth".</summary>
    public const long SchemaLock = 0x67726F777468;

    // A server that was restarted leaves dead connections in the pool: each is found out by its use.
    private const int MaxReconnects = 3;

    // Of one instance, unless its connection string says otherwise: more than can work at once only wait for each other on the server.
    private const int MaxConnections = 20;
    private const int MaxOwnThreads = 2;

    private readonly TimeSpan _patience;
    private readonly bool _prepares;
    private readonly bool _keyed;
    private readonly NpgsqlDataSource _source;

    // For threads of their own. A socket that was once waited for asynchronously is never really blocked on again, so these are apart.
    private readonly NpgsqlDataSource _blocking;
    private readonly NpgsqlConnectionStringBuilder _direct;

    /// <param name="connectionString">Npgsql's; <c>Host=...;Database=...;Username=...</c>.</param>
    /// <param name="direct">The same database past a pooler, for what needs a session of its own; null: there is no pooler.</param>
    /// <param name="patience">How long locks and collisions are waited out; null: 5 s.</param>
    /// <exception cref="ArgumentException">Not a connection string; the message does not repeat it, for it may hold a password.</exception>
    public PostgresDatabase(string connectionString, string? direct = null, TimeSpan? patience = null)
    {
        SqlTypes.Register();
        _patience = patience ?? TimeSpan.FromSeconds(5);
        var pooled = DatabaseSetting.ParsePostgres(connectionString);
        _direct = DatabaseSetting.ParsePostgres(direct ?? connectionString);
        Name = DatabaseSetting.NameOf(connectionString);
        pooled.ApplicationName ??= "growth";
        // A server takes 100 connections unless told otherwise, and several instances share it.
        if (!pooled.ShouldSerialize("Maximum Pool Size")) pooled.MaxPoolSize = MaxConnections;
        // Nothing of ours outlives a transaction, so a session needs no clean-up, which would cost more than most transactions.
        pooled.NoResetOnClose = true;
        // Statements are prepared by Batch alone, whose parameters have types: one prepared behind our back with an unknown type for a NULL
        // misreads the number that comes next.
        _prepares = direct is null;
        if (direct is null)
        {
            // A pooler may refuse it at the start of a session, so with one it is left to the operator.
            _keyed = pooled.Options is null;
            pooled.Options ??= $"-c lock_timeout={(int)_patience.TotalMilliseconds}";
        }
        else
        {
            // Nothing is set for a session, so there is nothing to reset; DISCARD ALL would be sent to whichever session the pooler has at hand.
            pooled.NoResetOnClose = true;
        }

        _direct.ApplicationName ??= "growth";
        (_direct.Pooling, _direct.KeepAlive, _direct.CommandTimeout) = (false, 30, 0);
        _source = NpgsqlDataSource.Create(pooled);
        pooled.MaxPoolSize = Math.Min(pooled.MaxPoolSize, MaxOwnThreads);
        if (_keyed) pooled.Options += " " + PostgresBatch.KeyedSession;
        _blocking = NpgsqlDataSource.Create(pooled);
    }

    public override Engine Engine => Engine.Postgres;

    public override string Name { get; }

    public override async Task<T> WriteAsync<T>(Func<Transaction, Task<T>> work, Isolation isolation, CancellationToken cancellationToken = default)
    {
        var level = isolation == Isolation.Serializable ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted;
        var started = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var committing = false;
            try
            {
                Transaction transaction;
                T result;
                await using (var connection = await OpenAsync(cancellationToken))
                await using (var begun = await connection.BeginTransactionAsync(level, cancellationToken))
                {
                    transaction = new Transaction(Engine, connection, begun, () => new PostgresBatch(connection, begun, _prepares, _keyed && OwnThread.IsCurrent));
                    result = await work(transaction);
                    // Messages alone may be written twice by a commit whose fate is not known: they are delivered at least once anyhow.
                    committing = transaction.IsUsed || transaction.Messages is null;
                    if (transaction.Last() is { } last) await CommitAsync(last);
                    else if (OwnThread.IsCurrent) begun.Commit();
                    else await begun.CommitAsync(CancellationToken.None);
                }

                transaction.RunAfterCommit();
                return result;
            }
            catch (PostgresException e) when (StoreFaults.Of(e) == StoreFault.Busy)
            {
                // 55P03: a lock was waited for as long as it may be.
                if (e.SqlState == PostgresErrorCodes.LockNotAvailable || Stopwatch.GetElapsedTime(started) >= _patience)
                    throw new DatabaseBusyException($"The database {Name} is locked or contended by others (waited {_patience.TotalSeconds:0.#} s, {e.SqlState}). Try again.", e);
            }
            catch (NpgsqlException e) when (!committing && attempt < MaxReconnects && IsConnectionLost(e))
            {
                // Its transaction died with the connection. Once COMMIT was sent that is not known any more.
            }

            // Machine time, and random so that two that collided do not collide again.
            await Task.Delay(Random.Shared.Next(1, 1 << Math.Min(attempt + 1, 8)), cancellationToken);
        }
    }

    internal override async Task InsertAsync(string sql, Rows rows, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await OpenAsync(cancellationToken);
                // Without BEGIN and COMMIT: one statement is a transaction of its own.
                var batch = new PostgresBatch(connection, transaction: null, _prepares);
                batch.Execute(sql, rows);
                await batch.RunAsync();
                return;
            }
            catch (NpgsqlException e) when (attempt < MaxReconnects && IsConnectionLost(e))
            {
                await Task.Delay(attempt, cancellationToken);
            }
            catch (PostgresException e) when (StoreFaults.Of(e) == StoreFault.Busy)
            {
                throw new DatabaseBusyException($"The database {Name} is locked or contended by others ({e.SqlState}). Try again.", e);
            }
        }
    }

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await OpenAsync(cancellationToken);
                return await work(connection);
            }
            catch (NpgsqlException e) when (attempt < MaxReconnects && IsConnectionLost(e))
            {
                await Task.Delay(attempt, cancellationToken);
            }
        }
    }

    public override async Task<T> ReadSnapshotAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await connection.ExecuteAsync("set transaction read only");
        return await work(connection);
    }

    /// <remarks>Autovacuum comes when a fifth of the table is dead, which the months of a large one take long to add up to.</remarks>
    public override async Task ReclaimAsync(string table, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var vacuum = connection.CreateCommand();
        (vacuum.CommandText, vacuum.CommandTimeout) = ($"vacuum (skip_locked, analyze) {table}", 0);
        await vacuum.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await _blocking.DisposeAsync();
        await _source.DisposeAsync();
    }

    /// <summary>A session of our own, past any pooler: for LISTEN, which a shared session would lose.</summary>
    internal NpgsqlConnection CreateDirectConnection() => new(_direct.ConnectionString);

    internal override async Task<T> ChangeSchemaAsync<T>(Func<Transaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = CreateDirectConnection();
        await connection.OpenAsync(cancellationToken);
        // READ COMMITTED: each statement sees what was committed before it, so after the lock the work sees what its last holder did.
        await using var begun = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var transaction = new Transaction(Engine, connection, begun, () => new PostgresBatch(connection, begun, prepare: false));
        await transaction.ExecuteAsync($"select pg_advisory_xact_lock({SchemaLock})");
        var result = await work(transaction);
        if (transaction.Last() is { } last) await last.RunAsync();
        await begun.CommitAsync(CancellationToken.None);
        transaction.RunAfterCommit();
        return result;
    }

    internal override Task<bool> HasTableAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync(connection => connection.ExecuteScalarAsync<bool>("select to_regclass(@name) is not null", new { name }), cancellationToken);

    // In one round trip; the connection is told by the server that the transaction has ended.
    private static Task CommitAsync(Batch last)
    {
        last.Execute("commit", Rows.One);
        return last.RunAsync();
    }

    private static bool IsConnectionLost(NpgsqlException fault) => fault switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
        { InnerException: TimeoutException } => false,
        _ => fault.InnerException is IOException or SocketException,
    };

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return OwnThread.IsCurrent ? _blocking.OpenConnection() : await _source.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            throw new NpgsqlException($"The database {Name} cannot be reached: {e.Message}", e);
        }
    }
}
