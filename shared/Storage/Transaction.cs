using System.Data.Common;
using Dapper;

namespace Growth.Storage;

/// <summary>One open write transaction. Everything done through it is committed together or not at all.</summary>
/// <param name="batch">How this engine runs statements over many rows.</param>
public sealed class Transaction(Engine engine, DbConnection connection, DbTransaction transaction, Func<Batch> batch)
{
    private List<Action>? _afterCommit;
    private List<Action<Batch>>? _atCommit;

    public DbConnection Connection
    {
        get
        {
            IsUsed = true;
            return connection;
        }
    }

    /// <summary>For reads that also run outside a transaction.</summary>
    internal DbTransaction Inner => transaction;

    /// <summary>Whether anything was done but queueing messages.</summary>
    internal bool IsUsed { get; private set; }

    /// <summary>What this transaction has queued so far.</summary>
    internal NewMessages? Messages { get; set; }

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => Connection.ExecuteAsync(sql, parameters, transaction);

    public Task<T?> FirstAsync<T>(string sql, object? parameters = null) =>
        Connection.QueryFirstOrDefaultAsync<T>(sql, parameters, transaction);

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await Connection.QueryAsync<T>(sql, parameters, transaction)).AsList();

    /// <summary>For hot paths: prepared statements over many rows, several in one round trip.</summary>
    public Batch Batch()
    {
        IsUsed = true;
        return batch();
    }

    /// <summary>One statement over many rows.</summary>
    /// <returns>Rows changed.</returns>
    public async Task<int> ExecuteAsync(string sql, Rows rows)
    {
        var sum = 0;
        var one = Batch();
        one.Execute(sql, rows, changed => sum = changed);
        await one.RunAsync();
        return sum;
    }

    /// <summary>Takes everything out of a table at a cost that does not grow with its rows.</summary>
    public Task EmptyAsync(string table) => ExecuteAsync((engine == Engine.Postgres ? "truncate " : "delete from ") + table);

    /// <summary>
    /// Statements that end the transaction, in order: nothing is asked after them, so on PostgreSQL they go in the round trip of the commit.
    /// What fails there fails the transaction.
    /// </summary>
    public void AtCommit(Action<Batch> last)
    {
        IsUsed = true;
        (_atCommit ??= []).Add(last);
    }

    /// <summary>Runs after the commit, in order; not at all when the transaction fails. Must be quick and must not throw.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    /// <returns>What is left to be done at the commit; null: nothing.</returns>
    internal Batch? Last()
    {
        if (_atCommit is null && Messages is null) return null;
        var last = batch();
        _atCommit?.ForEach(add => add(last));
        Messages?.AddTo(last);
        return last;
    }

    internal void RunAfterCommit() => _afterCommit?.ForEach(action => action());
}
