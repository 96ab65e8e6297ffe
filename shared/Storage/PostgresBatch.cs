using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Growth.Storage;

/// <summary>All statements in one round trip, each with its rows as arrays.</summary>
/// <param name="prepare">Statements stay prepared on the connection. False behind a pooler, where the next one may be another's.</param>
/// <param name="keyed">The session looks rows up by their keys as it is (<see cref="KeyedSession"/>).</param>
internal sealed class PostgresBatch(NpgsqlConnection connection, NpgsqlTransaction? transaction, bool prepare, bool keyed = false) : Batch
{
    /// <summary>The same as <see cref="ByKey"/> for a session that does nothing else, as its options.</summary>
    public const string KeyedSession = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan";

    // Rows are found by their keys, however the planner thinks of tables that have grown since it last looked: a plan made for an empty
    // table would read all of it for every group until the next ANALYZE, and planning anew costs more than running. Until the end of the transaction, so that a pooler may share the session.
    private const string ByKey =
        """
        select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
            set_config('plan_cache_mode', 'force_generic_plan', true)
        """;

    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, string> Inserts = new(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, bool> LooksUp = new(StringComparer.Ordinal);

    private bool _byKey = keyed;

    private protected override async Task RunEntriesAsync()
    {
        if (!_byKey && Entries.Exists(static entry => LooksUp.GetOrAdd(entry.Sql, IsLookUp)))
        {
            Entries.Insert(0, new Entry(ByKey, Rows.One, static _ => { }, null));
            _byKey = true;
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var entry in Entries) batch.BatchCommands.Add(ToCommand(entry));
        var blocking = OwnThread.IsCurrent;
        if (prepare && blocking) batch.Prepare();
        else if (prepare) await batch.PrepareAsync();
        await using (var results = blocking ? batch.ExecuteReader() : await batch.ExecuteReaderAsync()) await ReadAsync(results, blocking);
        for (var i = 0; i < Entries.Count; i++) Entries[i].Changed?.Invoke(batch.BatchCommands[i].RecordsAffected);
    }

    private protected override Entry ToInsert(string sql, Rows rows, IReadOnlyList<string> told, Action<IRow> inserted) =>
        new(Inserts.GetOrAdd(sql, static (sql, told) => $"{sql} returning {string.Join(", ", told)}", told), rows, inserted, null);

    private async Task ReadAsync(NpgsqlDataReader results, bool blocking)
    {
        var (first, row) = (true, new PostgresRow(results));
        foreach (var entry in Entries)
        {
            if (entry.Read is null) continue;
            if (!first) await NextAsync();
            first = false;
            while (blocking ? results.Read() : await results.ReadAsync()) entry.Read(row);
        }

        // What stands after the last query may fail too.
        while (await NextAsync())
        {
        }

        ValueTask<bool> NextAsync() => blocking ? new(results.NextResult()) : new(results.NextResultAsync());
    }

    // Rows that only go in are not looked for.
    private static bool IsLookUp(string sql) => sql.Contains("join ", StringComparison.Ordinal) || sql.Contains("where ", StringComparison.Ordinal);

    private static NpgsqlBatchCommand ToCommand(Entry entry)
    {
        var columns = entry.Rows.Columns;
        var command = new NpgsqlBatchCommand(Texts.GetOrAdd(entry.Sql, static (sql, columns) => RowsText.ForPostgres(sql, columns), columns));
        for (var i = 0; i < columns.Count; i++)
        {
            NpgsqlParameter values = columns[i].Kind switch
            {
                ColumnKind.Text => ArrayOf(entry.Rows, i, NpgsqlDbType.Text, static cell => cell.Text),
                ColumnKind.Bytes => ArrayOf(entry.Rows, i, NpgsqlDbType.Bytea, static cell => cell.Bytes),
                _ => ArrayOf(entry.Rows, i, NpgsqlDbType.Bigint, static cell => cell.Number),
            };
            command.Parameters.Add(values);
        }

        return command;
    }

    private static NpgsqlParameter<T[]> ArrayOf<T>(Rows rows, int column, NpgsqlDbType type, Func<Cell, T> value)
    {
        var values = new T[rows.Count];
        for (var row = 0; row < values.Length; row++) values[row] = value(rows[row, column]);
        return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    private sealed class PostgresRow(NpgsqlDataReader results) : IRow
    {
        public bool IsDBNull(int column) => results.IsDBNull(column);

        public long GetInt64(int column) => results.GetInt64(column);

        public string GetString(int column) => results.GetString(column);
    }
}
