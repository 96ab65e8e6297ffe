using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Growth.Storage;

/// <summary>
/// The store: SQLite in WAL mode with <c>synchronous=FULL</c>, so that a commit is durable when <see cref="WriteAsync{T}"/> returns.
/// One writer per process (a gate, then <c>BEGIN IMMEDIATE</c>); other processes are waited for up to the busy timeout.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly StorageOptions _options;
    private readonly string _connectionString;
    private SqliteConnection? _writer;

    public Database(StorageOptions options)
    {
        SqlTypes.Register();
        _options = options;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = options.Path,
            Pooling = true,
            // The wait for a lock is SQLite's own (busy_timeout); the provider's retry loop adds at most this second.
            DefaultTimeout = 1,
        }.ToString();
    }

    public string Path => _options.Path;

    /// <summary>
    /// Runs the work in one transaction and commits it: all of it or nothing.
    /// The work must not call <see cref="WriteAsync{T}"/> again and must not wait for the network.
    /// </summary>
    /// <exception cref="DatabaseBusyException">Another process held the write lock longer than the busy timeout.</exception>
    public async Task<T> WriteAsync<T>(Func<Transaction, Task<T>> work, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        Transaction transaction;
        T result;
        try
        {
            var connection = _writer ??= await OpenAsync(cancellationToken);
            await using var begun = connection.BeginTransaction(deferred: false);
            transaction = new Transaction(connection, begun);
            result = await work(transaction);
            await begun.CommitAsync(CancellationToken.None);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
        {
            throw new DatabaseBusyException(_options.Path, _options.BusyTimeout, e);
        }
        finally
        {
            _gate.Release();
        }

        transaction.RunAfterCommit();
        return result;
    }

    public Task WriteAsync(Func<Transaction, Task> work, CancellationToken cancellationToken = default) =>
        WriteAsync(async transaction =>
        {
            await work(transaction);
            return true;
        }, cancellationToken);

    /// <summary>Runs the work on a pooled connection outside a transaction: each statement sees the latest commit.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await work(connection);
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        if (_writer is not null) await _writer.DisposeAsync();
        using (var last = new SqliteConnection(_connectionString)) SqliteConnection.ClearPool(last);
        _gate.Dispose();
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var pragmas = connection.CreateCommand();
            pragmas.CommandText = $"pragma busy_timeout={(int)_options.BusyTimeout.TotalMilliseconds}; pragma synchronous={(_options.WaitForDisk ? "FULL" : "NORMAL")}; pragma foreign_keys=ON;";
            await pragmas.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

/// <summary>Another process held the store's write lock for longer than the busy timeout; nothing was written.</summary>
public sealed class DatabaseBusyException(string path, TimeSpan waited, Exception inner)
    : Exception($"The database {path} is locked by another process (waited {waited.TotalSeconds:0.#} s). Stop the other process or try again.", inner);
