using Microsoft.Data.Sqlite;

namespace Growth.Storage;

/// <summary>Row by row through statements that stay prepared as long as the connection does.</summary>
internal sealed class SqliteBatch(SqliteStatements statements, SqliteTransaction transaction) : Batch
{
    private protected override Task RunEntriesAsync()
    {
        foreach (var entry in Entries)
        {
            var command = statements.Get(entry.Sql, entry.Rows.Columns);
            command.Transaction = transaction;
            var changed = 0;
            for (var row = 0; row < entry.Rows.Count; row++)
            {
                Bind(command, entry.Rows, row);
                if (entry.Read is null) changed += command.ExecuteNonQuery();
                else Read(command, entry.Read);
            }

            entry.Changed?.Invoke(changed);
        }

        return Task.CompletedTask;
    }

    private static void Bind(SqliteCommand command, Rows rows, int row)
    {
        for (var column = 0; column < rows.Columns.Count; column++)
        {
            var cell = rows[row, column];
            command.Parameters[column].Value = cell.Number is { } number ? number : cell.Text is { } text ? text : DBNull.Value;
        }
    }

    private static void Read(SqliteCommand command, Action<System.Data.Common.DbDataReader> read)
    {
        using var result = command.ExecuteReader();
        while (result.Read()) read(result);
    }
}

/// <summary>The prepared statements of one connection.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    public SqliteCommand Get(string sql, IReadOnlyList<Column> columns)
    {
        if (_prepared.TryGetValue(sql, out var known)) return known;
        var command = connection.CreateCommand();
        command.CommandText = RowsText.ForSqlite(sql, columns);
        foreach (var column in columns)
            command.Parameters.Add(new SqliteParameter("@" + column.Name, column.IsText ? SqliteType.Text : SqliteType.Integer));
        _prepared.Add(sql, command);
        return command;
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values) command.Dispose();
        _prepared.Clear();
    }
}
