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
            for (var row = 0; row < entry.Rows.Count; row++)
            {
                statement.Run(entry.Rows, row, entry.Read);
                if (entry.RowChanged is not null && statement.Changes > 0) entry.RowChanged(row);
            }

            entry.Changed?.Invoke(statements.TotalChanges - before);
        }

        return Task.CompletedTask;
    }

    // What was inserted is the row itself: RETURNING would cost a table of its own for each.
    private protected override Entry ToInsert(string sql, Rows rows, IReadOnlyList<string> told, Action<IRow> inserted)
    {
        var row = new InsertedRow(rows, [.. told.Select(rows.IndexOf)]);
        return new Entry(sql, rows, null, null)
        {
            RowChanged = number =>
            {
                row.Number = number;
                inserted(row);
            },
        };
    }

    private sealed class InsertedRow(Rows rows, int[] columns) : IRow
    {
        public int Number { get; set; }

        public bool IsDBNull(int column) => rows[Number, columns[column]] is { Number: null, Text: null };

        public long GetInt64(int column) => rows[Number, columns[column]].Number!.Value;

        public string GetString(int column) => rows[Number, columns[column]].Text!;
    }
}
