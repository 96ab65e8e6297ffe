using System.Data.Common;

namespace Growth.Storage;

/// <summary>
/// The store. A transaction is serialisable on both engines unless it says otherwise: a read inside <see cref="WriteAsync{T}(Func{Transaction, Task{T}}, CancellationToken)"/>
/// still holds when it commits, so that state can be read, decided on and written without further locks. What was committed is durable.
/// </summary>
public abstract class Database : IAsyncDisposable
{
    public abstract Engine Engine { get; }

    /// <summary>For messages and logs: the file's path, or the server and its database. Never a password.</summary>
    public abstract string Name { get; }

    /// <summary>Runs the work in one transaction and commits it: all of it or nothing.</summary>
    /// <remarks>
    /// The work may be run again when the engine asks for it (PostgreSQL's serialisation failures, deadlocks, lost connections), so it keeps
    /// no state of an earlier run; it must not write through this class itself and must not wait for the network.
    /// </remarks>
    /// <exception cref="DatabaseBusyException">Others held the store's locks for longer than it waits; nothing was written.</exception>
    public Task<T> WriteAsync<T>(Func<Transaction, Task<T>> work, CancellationToken cancellationToken = default) =>
        WriteAsync(work, Isolation.Serializable, cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}(Func{Transaction, Task{T}}, CancellationToken)"/>
    public abstract Task<T> WriteAsync<T>(Func<Transaction, Task<T>> work, Isolation isolation, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="WriteAsync{T}(Func{Transaction, Task{T}}, CancellationToken)"/>
    public Task WriteAsync(Func<Transaction, Task> work, CancellationToken cancellationToken = default) =>
        WriteAsync(async transaction =>
        {
            await work(transaction);
            return true;
        }, cancellationToken);

    /// <summary>
    /// Runs one insert that commits by itself: all its rows or none. Where a commit's fate is not known it is run again, so the rows may
    /// be there twice.
    /// </summary>
    /// <exception cref="DatabaseBusyException">As there.</exception>
    internal virtual Task InsertAsync(string sql, Rows rows, CancellationToken cancellationToken = default) =>
        WriteAsync(transaction => transaction.ExecuteAsync(sql, rows), Isolation.ReadCommitted, cancellationToken);

    /// <summary>Runs the work on a pooled connection outside a transaction: each statement sees the latest commit.</summary>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs the work as of one moment, however long it takes: every statement sees the same commits. It must only read. Nobody waits for it;
    /// on SQLite the write-ahead log grows until it ends, on PostgreSQL what is removed meanwhile stays until then.
    /// </summary>
    public abstract Task<T> ReadSnapshotAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default);

    /// <summary>Lets the room of rows that were removed from a table be used again, where the engine does not do so by itself at once.</summary>
    public virtual Task ReclaimAsync(string table, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();

    /// <summary>Runs a change of schema in one transaction that keeps others' changes of schema out and waits for them as long as they take.</summary>
    internal abstract Task<T> ChangeSchemaAsync<T>(Func<Transaction, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Creates nothing, not even the store.</summary>
    internal abstract Task<bool> HasTableAsync(string name, CancellationToken cancellationToken);
}

public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>What a transaction may rely on. SQLite's transactions are serial either way.</summary>
public enum Isolation
{
    Serializable,

    /// <summary>For single conditional statements that decide by the rows they change: the server never gives them up for another's sake.</summary>
    ReadCommitted,
}

/// <summary>Others held the store's locks for longer than the program waits; nothing was written.</summary>
public sealed class DatabaseBusyException(string message, Exception inner) : Exception(message, inner);
