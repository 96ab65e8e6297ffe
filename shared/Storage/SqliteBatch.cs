namespace Growth.Storage;

/// <summary>Row by row through statements that stay prepared as long as the connection does.</summary>
internal sealed class SqliteBatch(SqliteStatements statements) : Batch
{
    private protected override Task RunEntriesAsync()
    {
        foreach (var entry in Entries)
        {
            var statement = statements.Get(entry.Sql, entry.Rows.Columns);
            var before = statements.TotalChanges;
            for (var row = 0; row < entry.Rows.Count; row++) statement.Run(entry.Rows, row, entry.Read);
            entry.Changed?.Invoke(statements.TotalChanges - before);
        }

        return Task.CompletedTask;
    }
}
