using System.Data.Common;
using Dapper;

namespace Growth.Storage;

/// <summary>One open write transaction. Everything done through it is committed together or not at all.</summary>
public sealed class Transaction(DbConnection connection, DbTransaction transaction)
{
    private List<Action>? _afterCommit;

    public DbConnection Connection => connection;

    /// <summary>For reads that also run outside a transaction.</summary>
    internal DbTransaction Inner => transaction;

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(sql, parameters, transaction);

    public Task<T?> FirstAsync<T>(string sql, object? parameters = null) =>
        connection.QueryFirstOrDefaultAsync<T>(sql, parameters, transaction);

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(sql, parameters, transaction)).AsList();

    /// <summary>A command in this transaction, for prepared statements on hot paths.</summary>
    public DbCommand CreateCommand(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command;
    }

    /// <summary>Runs after the commit, in order; not at all when the transaction fails. Must be quick and must not throw.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    internal void RunAfterCommit() => _afterCommit?.ForEach(action => action());
}
