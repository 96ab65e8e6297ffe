using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Growth.Storage;

/// <summary>
/// The prepared statements of one connection, used within its transactions. They call SQLite itself: binding and stepping through ADO.NET
/// objects cost more than the work.
/// </summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _prepared = new(StringComparer.Ordinal);

    /// <summary>Rows changed on this connection since it was opened.</summary>
    public int TotalChanges => raw.sqlite3_total_changes(connection.Handle);

    public SqliteStatement Get(string sql, IReadOnlyList<Column> columns)
    {
        if (!_prepared.TryGetValue(sql, out var statement)) _prepared.Add(sql, statement = new SqliteStatement(connection.Handle!, RowsText.ForSqlite(sql), columns));
        return statement;
    }

    public void Dispose()
    {
        foreach (var statement in _prepared.Values) statement.Dispose();
        _prepared.Clear();
    }
}

/// <summary>One prepared statement whose parameters are a row's cells, by their columns' names.</summary>
internal sealed class SqliteStatement : IRow, IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _parameters;

    /// <exception cref="SqliteException">Not SQL, or not of this schema.</exception>
    public SqliteStatement(sqlite3 connection, string sql, IReadOnlyList<Column> columns)
    {
        _connection = connection;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), connection);
        // 0: the statement does not use this column.
        _parameters = [.. columns.Select(column => raw.sqlite3_bind_parameter_index(_statement, "@" + column.Name))];
    }

    /// <summary>Rows changed by the last run.</summary>
    public int Changes => raw.sqlite3_changes(_connection);

    /// <exception cref="SqliteException">As SQLite says.</exception>
    public void Run(Rows rows, int row, Action<IRow>? read)
    {
        for (var column = 0; column < _parameters.Length; column++)
            if (_parameters[column] > 0) Bind(_parameters[column], rows[row, column]);
        try
        {
            int code;
            while ((code = raw.sqlite3_step(_statement)) == raw.SQLITE_ROW) read?.Invoke(this);
            if (code != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(code, _connection);
        }
        finally
        {
            // A statement that is not reset keeps the transaction from ending; its own fault was told already.
            raw.sqlite3_reset(_statement);
        }
    }

    public bool IsDBNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long GetInt64(int column) => raw.sqlite3_column_int64(_statement, column);

    public string GetString(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Dispose() => _statement.Dispose();

    private void Bind(int parameter, Cell cell) => SqliteException.ThrowExceptionForRC(
        cell switch
        {
            { Number: { } number } => raw.sqlite3_bind_int64(_statement, parameter, number),
            { Text: { } text } => raw.sqlite3_bind_text(_statement, parameter, text),
            { Bytes: { } bytes } => raw.sqlite3_bind_blob(_statement, parameter, bytes),
            _ => raw.sqlite3_bind_null(_statement, parameter),
        },
        _connection);
}
