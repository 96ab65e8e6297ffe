using System.Data;
using Dapper;
using Growth.Storage;
using Npgsql;

namespace Growth.Cli.Backups;

/// <summary>
/// A PostgreSQL store into one archive of pg_dump (custom format), while hosts run. The rows are counted in the snapshot that is dumped, and counted again in the
/// archive.
/// </summary>
internal static class BackUpPostgres
{
    /// <exception cref="BackupRefusedException">The programs are missing, the dump failed, or the archive does not hold what the store held.</exception>
    public static async Task<BackupContents> RunAsync(Session session, PostgresAccess access, string file, CancellationToken cancellationToken)
    {
        await using var connection = await access.OpenAsync(cancellationToken);
        var tools = await PostgresTools.FindAsync(session, session.Surroundings.Environment["PATH"] ?? "", connection.PostgreSqlVersion.Major, cancellationToken);
        Dictionary<string, long> counted;
        await using (var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken))
        {
            var snapshot = await connection.ExecuteScalarAsync<string>("select pg_export_snapshot()");
            var schema = await connection.ExecuteScalarAsync<string>("select quote_ident(current_schema())");
            var tables = (await connection.QueryAsync<string>("select tablename from pg_tables where schemaname = current_schema()")).ToHashSet(StringComparer.Ordinal);
            counted = await CountAsync(connection, Migrator.Tables.Where(tables.Contains));
            if (counted.Count == 0) throw new BackupRefusedException(session.Say("这个数据库里没有 Growth 的表", "this database has none of Growth's tables"));
            await CheckSchemaAsync(session, connection);
            await DumpAsync(session, access, tools, ["--snapshot=" + snapshot, .. counted.Keys.Select(table => $"--table={schema}.{table}")], file, cancellationToken);
        }

        var archive = await ReadArchive.RunAsync(access, tools, file, cancellationToken);
        foreach (var (table, rows) in counted)
        {
            if (archive.Contents.Rows.GetValueOrDefault(table, -1) != rows)
                throw new BackupRefusedException(session.Say($"备份不完整：表 {table} 应有 {rows} 行", $"the backup is not whole: table {table} should have {rows} rows"));
        }

        return archive.Contents;
    }

    // What a newer program added would be missing from the dump, and nobody would notice until it is restored.
    private static async Task CheckSchemaAsync(Session session, NpgsqlConnection connection)
    {
        var applied = (await connection.QueryAsync<AppliedMigration>("select number, checksum, lowest_program as LowestProgram from migration")).AsList();
        if (Migrator.Unknown(applied).Count > 0)
            throw new BackupRefusedException(session.Say("这个数据库的表结构比本程序新", "this database's schema is newer than this program"), session.Say("用更新它的那个版本做备份。", "Take the backup with the version that migrated it."));
    }

    private static async Task<Dictionary<string, long>> CountAsync(NpgsqlConnection connection, IEnumerable<string> tables)
    {
        var counted = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables) counted[table] = await connection.ExecuteScalarAsync<long>($"select count(*) from {table}");
        return counted;
    }

    private static async Task DumpAsync(Session session, PostgresAccess access, PostgresTools tools, IEnumerable<string> what, string file, CancellationToken cancellationToken)
    {
        var start = access.Start(tools.Program("pg_dump"), ["--format=custom", "--no-owner", "--no-privileges", "--no-password", "--lock-wait-timeout=30s", "--file=" + file, .. what]);
        var progress = new ShowProgress(session);
        var running = RunTool.RunAsync(start, output: null, cancellationToken);
        while (await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None)) != running)
            if (File.Exists(file)) progress.Bytes(session.Say("已写入", "written"), new FileInfo(file).Length);
        await running;
    }
}
