using System.Diagnostics;
using Growth.Storage;
using Npgsql;
using Xunit;

namespace Growth.Tests.Cli.Backups;

/// <summary>What only a server can do to a restore.</summary>
public abstract class RestorePostgresTests
{
    public sealed class OnPostgres : RestorePostgresTests;

    [Fact]
    public async Task Restore_ServerRefusesHalfWay_LeavesTheOldStore()
    {
        await using var store = await CliStore.CreateAsync();
        await store.Folder.RunAsync("backup", "backup");
        await store.ExecuteAsync("insert into reader (key, ref, created_at) values ('v:after', 'a', 1)");
        await store.ExecuteAsync("create view somebody_elses as select key from reader");

        var result = await store.Folder.RunAsync("restore", "backup");

        Assert.Equal(1, result.Code);
        Assert.Contains("psql: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("The store was not changed", result.Error, StringComparison.Ordinal);
        Assert.Equal(["v:after"], await store.QueryAsync<string>("select key from somebody_elses"));
        Assert.Equal([0], await store.QueryAsync<int>("select count(*) from restore"));
    }

    [Fact]
    public async Task Restore_ProcessIsKilled_TheStoreIsTheOldOneOrTheNewOneWhole()
    {
        await using var store = await CliStore.CreateAsync();
        await store.ExecuteAsync("insert into reader (key, ref, created_at) select 'v:' || n, 'r' || n, n from generate_series(1, 20000) as n");
        await store.Folder.RunAsync("backup", "backup");
        await store.ExecuteAsync("insert into reader (key, ref, created_at) values ('v:after', 'a', 1)");
        var kills = 0;
        for (var (milliseconds, ended) = (150, false); !ended && milliseconds < 5000; milliseconds += 60)
        {
            using var program = Start(store);
            if (!program.WaitForExit(milliseconds))
            {
                program.Kill();
                kills++;
            }

            await program.WaitForExitAsync();
            // What the server has begun it may still be undoing, or ending.
            var seen = await store.QueryAsync<string>("select (select count(*) from restore where resumed_at is null) || ' paused, ' || (select count(*) from reader) || ' readers'");
            Assert.Contains(seen[0], (string[])["0 paused, 20001 readers", "1 paused, 20000 readers"]);
            ended = program.ExitCode == 0;
        }

        Assert.InRange(kills, 1, int.MaxValue);
        Assert.Equal([20000], await store.QueryAsync<long>("select count(*) from reader"));
        Assert.Equal([1], await store.QueryAsync<long>("select count(*) from workspace_version"));
    }

    [Fact]
    public async Task Backup_PasswordOfTheSetting_ReachesTheProgramsAndNobodyElse()
    {
        await using var store = await CliStore.CreateAsync();
        const string password = "s3cret-w0rd";
        var setting = new NpgsqlConnectionStringBuilder(store.Setting) { Password = password }.ToString();
        store.Folder.With("Growth__Database", setting);

        var taken = await store.Folder.RunAsync("backup", "backup", "--debug");
        var refused = await store.Folder.RunAsync("restore", "missing", "--debug");
        var start = new Growth.Cli.Backups.PostgresAccess(new GrowthOptions { Database = setting }).Start("pg_dump", "--file=x");

        Assert.Equal(0, taken.Code);
        Assert.Equal(password, start.Environment["PGPASSWORD"]);
        Assert.DoesNotContain(start.ArgumentList, argument => argument.Contains(password, StringComparison.Ordinal));
        Assert.DoesNotContain(password, taken.Out + taken.Error + refused.Out + refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_NoProgramFitsTheServer_SaysWhatToInstall()
    {
        var missing = await Assert.ThrowsAsync<Growth.Cli.Backups.BackupRefusedException>(() => Backup.ToolsAsync(server: 99));

        Assert.Contains("for PostgreSQL 99", missing.Message, StringComparison.Ordinal);
        Assert.Contains("postgresql-client-99", missing.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_TablesInASchemaOfTheirOwn_StayThere()
    {
        await using var store = await CliStore.CreateAsync(apply: false);
        await using (var connection = new NpgsqlConnection(store.Setting))
        {
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand("create schema \"Growth\"; create table public.reader (id int)", connection);
            await create.ExecuteNonQueryAsync();
        }

        store.Folder.With("Growth__Database", new NpgsqlConnectionStringBuilder(store.Setting) { SearchPath = "\"Growth\"" }.ToString());
        await store.Folder.RunAsync("apply");
        var taken = await store.Folder.RunAsync("backup", "backup");

        var restored = await store.Folder.RunAsync("restore", "backup");

        Assert.Equal("", taken.Error + restored.Error);
        Assert.Equal([1], await store.QueryAsync<long>("select count(*) from \"Growth\".restore where resumed_at is null"));
        Assert.Equal(["reader"], await store.QueryAsync<string>("select tablename from pg_tables where schemaname = 'public'"));
    }

    private static Process Start(CliStore store)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "growth-cli.dll"), "restore", Path.Combine(store.Folder.Root, "backup"), "--workspace", store.Folder.Workspace])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Growth__Database"] = store.Setting;
        return Process.Start(start)!;
    }
}
