using System.CommandLine;
using Growth.Cli.Help;
using Growth.Storage;
using Growth.Time;

namespace Growth.Cli.Commands;

/// <summary>Brings the schema up to date ahead of a rollout, or says what that would do.</summary>
internal sealed class MigrateCommand : GrowthCommand
{
    private readonly Option<bool> _dryRun;

    public MigrateCommand(Session session)
        : base(session, "migrate", session.Say("把数据库的表结构更新到本版本", "bring the database's schema up to this version"))
    {
        _dryRun = Flag("--dry-run", Say("只打印将要执行的 SQL，不修改", "print the SQL that would run and change nothing"));
    }

    public override Guide Guide => new()
    {
        Text = Say("growth up 和 growth apply 也会自动更新；升级多个实例之前可以先运行它。", "growth up and growth apply do it by themselves; run it before a rollout of several instances."),
        Reads = Say("环境变量 Growth__*、数据库", "variables Growth__*, the database"),
        Writes = Say("数据库", "the database"),
        Examples =
        [
            ("growth migrate --dry-run", Say("看将要执行什么", "see what would run")),
            ("growth migrate", Say("执行", "run it")),
        ],
        Exits = [(ExitCodes.Ok, Say("表结构是最新的", "the schema is up to date")), (ExitCodes.Refused, Say("数据库与本程序不合", "the store does not fit this program"))],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var database = Session.OpenDatabase();
        var migrator = new Migrator(database);
        try
        {
            var count = parsed.GetValue(_dryRun) ? await ShowAsync(migrator, cancellationToken) : (await migrator.RunAsync(new MachineClock(TimeProvider.System).Now, cancellationToken)).Count;
            Session.Line(count == 0 ? Say("-- 表结构是最新的", "-- the schema is up to date")
                : parsed.GetValue(_dryRun) ? Say($"-- 将执行 {count} 个迁移（未写入）", $"-- {count} migrations would run (not written)")
                : Say($"-- 执行了 {count} 个迁移", $"-- {count} migrations ran"));
            return ExitCodes.Ok;
        }
        catch (SchemaRefusedException e)
        {
            return Session.Fail(ExitCodes.Refused, $"{database.Name}: {e.Message}");
        }
    }

    private async Task<int> ShowAsync(Migrator migrator, CancellationToken cancellationToken)
    {
        var planned = await migrator.PlanAsync(cancellationToken);
        foreach (var migration in planned) Session.Surroundings.Out.WriteLine($"-- {migration.Name}\n{migration.Sql}");
        return planned.Count;
    }
}
