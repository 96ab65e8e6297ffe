using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Growth.Storage;

/// <summary>All statements in one round trip, each with its rows as arrays.</summary>
/// <param name="prepare">Statements stay prepared on the connection. False behind a pooler, where the next one may be another's.</param>
internal sealed class PostgresBatch(NpgsqlConnection connection, NpgsqlTransaction transaction, bool prepare) : Batch
{
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    private protected override async Task RunEntriesAsync()
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var entry in Entries) batch.BatchCommands.Add(ToCommand(entry));
        if (prepare) await batch.PrepareAsync();
        await using (var results = await batch.ExecuteReaderAsync())
        {
            var (first, row) = (true, new PostgresRow(results));
            foreach (var entry in Entries)
            {
                if (entry.Read is null) continue;
                if (!first) await results.NextResultAsync();
                first = false;
                while (await results.ReadAsync()) entry.Read(row);
            }

            // What stands after the last query may fail too.
            while (await results.NextResultAsync())
            {
            }
        }

        for (var i = 0; i < Entries.Count; i++) Entries[i].Changed?.Invoke(batch.BatchCommands[i].RecordsAffected);
    }

    private static NpgsqlBatchCommand ToCommand(Entry entry)
    {
        var columns = entry.Rows.Columns;
        var command = new NpgsqlBatchCommand(Texts.GetOrAdd(entry.Sql, static (sql, columns) => RowsText.ForPostgres(sql, columns), columns));
        for (var i = 0; i < columns.Count; i++)
        {
            command.Parameters.Add(columns[i].IsText
                ? new NpgsqlParameter<string?[]> { TypedValue = TextsOf(entry.Rows, i), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
                : new NpgsqlParameter<long?[]> { TypedValue = NumbersOf(entry.Rows, i), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        }

        return command;
    }

    private static string?[] TextsOf(Rows rows, int column)
    {
        var values = new string?[rows.Count];
        for (var row = 0; row < values.Length; row++) values[row] = rows[row, column].Text;
        return values;
    }

    private static long?[] NumbersOf(Rows rows, int column)
    {
        var values = new long?[rows.Count];
        for (var row = 0; row < values.Length; row++) values[row] = rows[row, column].Number;
        return values;
    }

    private sealed class PostgresRow(NpgsqlDataReader results) : IRow
    {
        public bool IsDBNull(int column) => results.IsDBNull(column);

        public long GetInt64(int column) => results.GetInt64(column);

        public string GetString(int column) => results.GetString(column);
    }
}
