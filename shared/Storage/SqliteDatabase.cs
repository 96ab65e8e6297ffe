using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Growth.Storage;

/// <summary>
/// The store in one SQLite file: WAL with <c>synchronous=FULL</c>. One writer per process (a gate, then <c>BEGIN IMMEDIATE</c>), which makes
/// transactions serial; other processes are waited for up to the busy timeout.
/// </summary>
public sealed class SqliteDatabase : Database
{
    private readonly WriterGate _gate = new();
    private readonly StorageOptions _options;
    private readonly string _connectionString;
    private SqliteConnection? _writer;
    private SqliteStatements? _statements;
    private SqliteStoreLock? _shared;
    private volatile bool _opened;

    static SqliteDatabase()
    {
        SQLitePCL.Batteries_V2.Init();
        // SQLite's own book of its memory is kept under one lock for the whole process, and nobody reads it. Too late, and without effect,
        // where SQLite has been used before.
        SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    public SqliteDatabase(StorageOptions options)
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

    public override Engine Engine => Engine.Sqlite;

    public override string Name => _options.Path;

    public override async Task<T> WriteAsync<T>(Func<Transaction, Task<T>> work, Isolation isolation, CancellationToken cancellationToken = default)
    {
        await _gate.EnterAsync(OwnThread.IsCurrent, cancellationToken);
        Transaction transaction;
        T result;
        try
        {
            // Held until the end: whoever has written may go on to, so no backup is put in the file's place meanwhile.
            await LockAsync(cancellationToken);
            var connection = _writer ??= await OpenWriterAsync(cancellationToken);
            var statements = _statements ??= new SqliteStatements(connection);
            await using var begun = connection.BeginTransaction(deferred: false);
            transaction = new Transaction(Engine, connection, begun, () => new SqliteBatch(statements));
            result = await work(transaction);
            if (transaction.Last() is { } last) await last.RunAsync();
            await begun.CommitAsync(CancellationToken.None);
        }
        catch (SqliteException e) when (IsBusy(e))
        {
            throw Busy(e);
        }
        finally
        {
            _gate.Leave();
        }

        transaction.RunAfterCommit();
        return result;
    }

    internal override async Task InsertAsync(string sql, Rows rows, CancellationToken cancellationToken = default)
    {
        if (rows.Count != 1)
        {
            await base.InsertAsync(sql, rows, cancellationToken);
            return;
        }

        await _gate.EnterAsync(OwnThread.IsCurrent, cancellationToken);
        try
        {
            await LockAsync(cancellationToken);
            var connection = _writer ??= await OpenWriterAsync(cancellationToken);
            var statements = _statements ??= new SqliteStatements(connection);
            // Without BEGIN and COMMIT: one statement is a transaction of its own.
            statements.Get(sql, rows.Columns).Run(rows, 0, read: null);
        }
        catch (SqliteException e) when (IsBusy(e))
        {
            throw Busy(e);
        }
        finally
        {
            _gate.Leave();
        }
    }

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await work(connection);
    }

    public override async Task<T> ReadSnapshotAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var snapshot = connection.BeginTransaction(deferred: true);
        return await work(connection);
    }

    public override async ValueTask DisposeAsync()
    {
        await _gate.EnterAsync(first: false, CancellationToken.None);
        _statements?.Dispose();
        if (_writer is not null) await _writer.DisposeAsync();
        using (var last = new SqliteConnection(_connectionString)) SqliteConnection.ClearPool(last);
        _shared?.Dispose();
    }

    internal override async Task<T> ChangeSchemaAsync<T>(Func<Transaction, Task<T>> work, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(_options.Path)) is { } folder) Directory.CreateDirectory(folder);
        // Nothing is written yet, but from here on nobody puts another file in this one's place.
        await WriteAsync(static _ => Task.FromResult(true), Isolation.Serializable, cancellationToken);
        await using (var connection = await OpenAsync(cancellationToken))
        await using (var wal = connection.CreateCommand())
        {
            // The journal mode belongs to the file and cannot change inside a transaction; the write lock itself keeps others out.
            wal.CommandText = "pragma journal_mode=WAL";
            await wal.ExecuteNonQueryAsync(cancellationToken);
        }

        return await WriteAsync(work, Isolation.Serializable, cancellationToken);
    }

    internal override Task<bool> HasTableAsync(string name, CancellationToken cancellationToken) => !File.Exists(_options.Path)
        ? Task.FromResult(false)
        : ReadAsync(async connection => await connection.ExecuteScalarAsync<long>("select count(*) from sqlite_master where type = 'table' and name = @name", new { name }) > 0, cancellationToken);

    private static bool IsBusy(SqliteException e) => e.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED;

    private DatabaseBusyException Busy(SqliteException e) => new(
        $"The database {_options.Path} is locked by another process (waited {_options.BusyTimeout.TotalSeconds:0.#} s). Stop the other process or try again.", e);

    private async ValueTask LockAsync(CancellationToken cancellationToken)
    {
        if (_shared is not null) return;
        SqliteDamage.CheckLog(_options.Path);
        _shared = await SqliteStoreLock.ShareAsync(_options.Path, cancellationToken);
    }

    private async Task<SqliteConnection> OpenWriterAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        await using var pragmas = connection.CreateCommand();
        // 32 MiB of pages kept, and the WAL folded back every 16 MiB: what is written again and again goes to the disk less often.
        pragmas.CommandText = "pragma cache_size=-32768; pragma wal_autocheckpoint=4096;";
        await pragmas.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (!_opened) SqliteDamage.CheckLog(_options.Path);
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var pragmas = connection.CreateCommand();
            pragmas.CommandText = $"pragma busy_timeout={(int)_options.BusyTimeout.TotalMilliseconds}; pragma synchronous={(_options.WaitForDisk ? "FULL" : "NORMAL")}; pragma foreign_keys=ON;";
            await pragmas.ExecuteNonQueryAsync(cancellationToken);
            if (!_opened)
            {
                // The first look at the file: what is no database, or cut off, is found out here.
                pragmas.CommandText = "select count(*) from sqlite_master";
                await pragmas.ExecuteScalarAsync(cancellationToken);
            }

            _opened = true;
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (!_opened && SqliteDamage.Is(e)) throw SqliteDamage.Refusal(_options.Path, e.Message, e);
            throw;
        }
    }
}
