using Growth.Cli;
using Growth.Cli.Backups;
using Growth.Config;
using Growth.Storage;
using Growth.Tests.Storage;
using Microsoft.Extensions.Configuration;
using NodaTime;

namespace Growth.Tests.Cli.Backups;

/// <summary>Backs a store up and puts it back at a business time of the test's.</summary>
internal static class Backup
{
    public static Task<BackupContents> TakeAsync(string setting, string file) => DatabaseSetting.IsPostgres(setting)
        ? BackUpPostgres.RunAsync(Session(), new PostgresAccess(new GrowthOptions { Database = setting }), file, CancellationToken.None)
        : BackUpSqlite.RunAsync(Session(), setting, file, CancellationToken.None);

    public static async Task<RestoreResult> RestoreAsync(string setting, string file, Instant now, Action<RestorePoint>? reached = null)
    {
        if (!DatabaseSetting.IsPostgres(setting)) return await new RestoreSqlite(Session(), setting, reached).RunAsync(file, now, CancellationToken.None);
        await using var database = TestDatabase.Open(setting);
        return await new RestorePostgres(Session(), new PostgresAccess(new GrowthOptions { Database = setting }), new Migrator(database)).RunAsync(file, now, CancellationToken.None);
    }

    /// <summary>As a program would that knows of nothing wrong with it.</summary>
    public static async Task TakeUncheckedAsync(string setting, string file)
    {
        if (!DatabaseSetting.IsPostgres(setting))
        {
            await CopySqlite.RunAsync(setting, file, static _ => { }, CancellationToken.None);
            return;
        }

        var access = new PostgresAccess(new GrowthOptions { Database = setting });
        var tools = await ToolsAsync(server: 15);
        await RunTool.RunAsync(access.Start(tools.Program("pg_dump"), "--format=custom", "--file=" + file), output: null, CancellationToken.None);
    }

    public static Task<PostgresTools> ToolsAsync(int server) => PostgresTools.FindAsync(Session(), "", server, CancellationToken.None);

    private static Session Session() => new(
        new Surroundings { Out = TextWriter.Null, Error = TextWriter.Null, Environment = new ConfigurationBuilder().AddEnvironmentVariables().Build(), Folder = "/" },
        Language.En, colour: false, workspace: null);
}
