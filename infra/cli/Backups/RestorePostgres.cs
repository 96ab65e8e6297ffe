using System.Diagnostics;
using System.Globalization;
using Dapper;
using Growth.Notifications;
using Growth.Storage;
using NodaTime;
using Npgsql;

namespace Growth.Cli.Backups;

/// <summary>
/// Puts an archive of pg_dump in the place of a PostgreSQL store, in one transaction of one psql session: the old tables go, the archive's come, its schema is brought up
/// to date and the workspace paused. We write COMMIT only once pg_restore has ended well; whatever dies before that leaves the old store.
/// </summary>
internal sealed class RestorePostgres(Session session, PostgresAccess access, Migrator migrator)
{
    private const string ServerTime = "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    /// <exception cref="BackupRefusedException">Hosts run, or the backup cannot be restored; the store is as it was.</exception>
    public async Task<RestoreResult> RunAsync(string backup, Instant now, CancellationToken cancellationToken)
    {
        await using var connection = await access.OpenAsync(cancellationToken);
        await CheckStoreAsync(connection);
        var tools = await PostgresTools.FindAsync(session, session.Surroundings.Environment["PATH"] ?? "", connection.PostgreSqlVersion.Major, cancellationToken);
        var archive = await ReadArchive.RunAsync(access, tools, backup, cancellationToken);
        archive.Contents.Check(session, backup);
        var schema = await connection.QuerySingleAsync<string>("select quote_ident(current_schema())");
        if (!string.Equals(schema, archive.Schema, StringComparison.Ordinal))
            throw new BackupRefusedException(session.Say($"备份的表在 schema {archive.Schema}，数据库用的是 {schema}", $"the backup's tables are in schema {archive.Schema}, the store uses {schema}"));
        // Starting hosts migrate under this lock, so they wait, and then find the store paused.
        if (!await connection.ExecuteScalarAsync<bool>($"select pg_try_advisory_lock({PostgresDatabase.SchemaLock})"))
            throw new BackupRefusedException(session.Say("另一个进程正在更新表结构", "another process is changing the schema"), session.Say("等它结束再试。", "Try again when it has ended."));
        await CheckStoreAsync(connection);
        await ReplaceAsync(tools, backup, archive, schema, now, cancellationToken);
        await connection.ExecuteAsync($"analyze {string.Join(", ", Migrator.Tables)}");
        return new RestoreResult(archive.Contents, Kept: null);
    }

    private async Task CheckStoreAsync(NpgsqlConnection connection)
    {
        if (await connection.ExecuteScalarAsync<bool>("select to_regclass('instance') is not null"))
        {
            var hosts = (await connection.QueryAsync<string>($"select name from instance where lease_until > {ServerTime} order by name")).AsList();
            if (hosts.Count > 0)
            {
                throw new BackupRefusedException(session.Say($"有 {hosts.Count} 个 Growth 在这个数据库上运行：{string.Join("；", hosts)}", $"{hosts.Count} hosts run on this database: {string.Join("; ", hosts)}"),
                    session.Say("先停掉它们；被强行终止的，等它的租约到期（30 秒）。", "Stop them first; one that was killed counts until its lease ends (30 s)."));
            }
        }

        if (!await connection.ExecuteScalarAsync<bool>("select to_regclass('migration') is not null")) return;
        var applied = await connection.QueryAsync<AppliedMigration>("select number, checksum, lowest_program as LowestProgram from migration order by number");
        if (Migrator.Unknown(applied).Count > 0)
            throw new BackupRefusedException(session.Say("现在的数据库比本程序新", "the present store is newer than this program"), session.Say("用更新它的那个版本恢复。", "Restore with the version that migrated it."));
    }

    private async Task ReplaceAsync(PostgresTools tools, string backup, ArchiveContents archive, string schema, Instant now, CancellationToken cancellationToken)
    {
        var start = access.Start(tools.Program("psql"), ["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-"]);
        using var psql = Process.Start(start)!;
        await using var kill = cancellationToken.UnsafeRegister(static state => RunTool.Kill((Process)state!), psql);
        var (said, errors) = (psql.StandardOutput.ReadToEndAsync(CancellationToken.None), psql.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await WriteAsync(psql.StandardInput, Before(schema, archive));
            var restore = access.Start(tools.Program("pg_restore"), ["--file=-", "--no-owner", "--no-privileges", backup]);
            await RunTool.RunAsync(restore, output => CopyAsync(output, psql.StandardInput, archive.Characters), cancellationToken);
            await WriteAsync(psql.StandardInput, After(archive, schema, now));
            psql.StandardInput.Close();
        }
        catch (IOException)
        {
            // psql has stopped at an error and reads no more; what it said tells.
        }
        catch (BackupRefusedException)
        {
            // Without COMMIT the end of the session undoes everything.
            RunTool.Kill(psql);
            throw;
        }

        await said;
        var why = await errors;
        await psql.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if (psql.ExitCode != 0)
            throw new BackupRefusedException(RunTool.First(start, why), session.Say("数据库没有改变。", "The store was not changed."));
    }

    private static IEnumerable<string> Before(string schema, ArchiveContents archive) =>
    [
        "begin",
        "set local lock_timeout = '30s'",
        // A host that started since we looked: its row is there before this lock, or comes after the commit, when it finds the store paused.
        $"""
         do $growth$ begin
           if to_regclass('{schema}.instance') is not null then
             lock table {schema}.instance in access exclusive mode;
             if exists (select 1 from {schema}.instance where lease_until > {ServerTime}) then raise exception 'a host was started on this database meanwhile'; end if;
           end if;
         end $growth$
         """,
        // Whoever opted out since the backup stays out.
        $"create temp table ended_consent (key text, channel text, ConsentedAt bigint, EndedAt bigint) on commit drop",
        $"""
         do $growth$ begin
           if to_regclass('{schema}.subscription') is not null then
             set local search_path to {schema}, pg_temp;
             insert into ended_consent {EndedConsents.Select};
           end if;
         end $growth$
         """,
        $"drop table if exists {string.Join(", ", Migrator.Tables.Union(archive.Contents.Rows.Keys, StringComparer.Ordinal).Select(table => $"{schema}.{table}"))}",
    ];

    private IEnumerable<string> After(ArchiveContents archive, string schema, Instant now) =>
    [
        $"set search_path to {schema}, pg_temp",
        .. migrator.Script(archive.Contents.Applied, now),
        .. RestoredStore.Script(now),
        EndedConsents.ApplyTable,
        "commit",
    ];

    private static async Task WriteAsync(StreamWriter psql, IEnumerable<string> statements)
    {
        foreach (var statement in statements) await psql.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{statement}\n;\n"));
        await psql.FlushAsync(CancellationToken.None);
    }

    private async Task CopyAsync(StreamReader from, StreamWriter to, long characters)
    {
        var progress = new ShowProgress(session);
        var buffer = new char[64 * 1024];
        long copied = 0;
        for (int read; (read = await from.ReadAsync(buffer)) > 0; copied += read)
        {
            await to.WriteAsync(buffer.AsMemory(0, read));
            progress.Share(session.Say("恢复", "restoring"), (double)copied / Math.Max(1, characters));
        }
    }
}
