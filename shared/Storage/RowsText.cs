using System.Text.RegularExpressions;

namespace Growth.Storage;

/// <summary>A statement over <see cref="Rows"/> as each engine is given it.</summary>
internal static partial class RowsText
{
    private const string Rows = "{rows}";

    /// <summary>One row is no table: its columns are parameters, and only a join needs something to join with.</summary>
    public static string ForSqlite(string sql) => Lock().Replace(
        RowsColumn().Replace(RowsAlone().Replace(sql, " ").Replace(Rows, "(select 1)", StringComparison.Ordinal), "@${column}"), "");

    /// <summary>Parameters by position: what Npgsql passes on without reading the text.</summary>
    public static string ForPostgres(string sql, IReadOnlyList<Column> columns) => Lock().Replace(
        sql.Replace(
            Rows,
            $"unnest({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))}) as r({string.Join(", ", columns.Select(column => column.Name))})",
            StringComparison.Ordinal),
        // The row's key does not change, so that a foreign key's check of it need not wait.
        "for no key update of ${table}");

    [GeneratedRegex(@"\s+from \{rows\}(?!\s+join\b)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowsAlone();

    [GeneratedRegex(@"\br\.(?<column>\w+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowsColumn();

    [GeneratedRegex(@"\{lock (?<table>\w+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lock();
}
