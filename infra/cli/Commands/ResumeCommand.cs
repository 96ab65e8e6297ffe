using System.CommandLine;
using Dapper;
using Growth.Cli.Help;
using Growth.Storage;
using Growth.Time;

namespace Growth.Cli.Commands;

/// <summary>Ends the pause after a restore.</summary>
internal sealed class ResumeCommand : GrowthCommand
{
    private readonly Option<bool> _dryRun;

    public ResumeCommand(Session session)
        : base(session, "resume", session.Say("结束恢复备份之后的暂停，并说明哪些消息不明", "end the pause after a restore, and say which messages are unknown"))
    {
        _dryRun = Flag("--dry-run", Say("只看，不结束暂停", "look only, do not end the pause"));
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "不明的消息：恢复前到期、不知道发没发的。它们不会再发；向渠道查清以后，人可以用新的键重发。正在运行的主机约 10 秒内继续。",
            "Unknown are messages that were due before the restore and may or may not have been sent. They are not sent again; once the provider has told, a person may resend under a new key. Hosts that run go on within about 10 seconds."),
        Reads = Say("数据库", "the database"),
        Writes = Say("数据库；--dry-run 不写", "the database; nothing with --dry-run"),
        Examples = [("growth resume --dry-run", Say("先看有什么不明", "look at what is unknown first")), ("growth resume", Say("继续", "go on"))],
        Exits = [(ExitCodes.Ok, Say("不再暂停，或本来就没有", "not paused any more, or never was"))],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var database = Session.OpenDatabase();
        var migrator = new Migrator(database);
        if ((await migrator.AppliedAsync(cancellationToken)).Count == 0 || (await migrator.PlanAsync(cancellationToken)).Count > 0
            || await database.ReadAsync(connection => Restores.PausedAsync(connection), cancellationToken) is not { } pause)
        {
            Session.Line(Say("没有暂停。", "Not paused."));
            return ExitCodes.Ok;
        }

        Session.Line(pause.ToString());
        ShowUnknown(await database.ReadAsync(async connection => (await connection.QueryAsync<Unknown>(Unknown.Select)).AsList(), cancellationToken));
        if (parsed.GetValue(_dryRun)) return ExitCodes.Ok;
        await database.WriteAsync(transaction => Restores.ResumeAsync(transaction, new MachineClock(TimeProvider.System).Now), cancellationToken);
        Session.Line(Say("继续运行。", "Resumed."));
        return ExitCodes.Ok;
    }

    private void ShowUnknown(List<Unknown> unknown)
    {
        Session.Line(unknown.Count == 0
            ? Say("没有不明的消息。", "No message is unknown.")
            : Say($"不明的消息 {unknown.Sum(one => one.Count)} 条，保持不明：", $"{unknown.Sum(one => one.Count)} messages are unknown and stay so:"));
        foreach (var one in unknown.GroupBy(one => (one.Purpose, one.On)).OrderBy(group => group.Key.Purpose, StringComparer.Ordinal).ThenBy(group => group.Key.On, StringComparer.Ordinal))
            Session.Line($"  {one.Key.Purpose} / {one.Key.On}: {one.Sum(row => row.Count)}");
    }

    private sealed record Unknown
    {
        public const string Select =
            "select purpose, route, position, channel, count(*) as Count from message where state = 'unknown' group by purpose, route, position, channel";

        public string Purpose { get; init; } = "";

        public string Route { get; init; } = "[]";

        public int Position { get; init; }

        public string? Channel { get; init; }

        public long Count { get; init; }

        /// <summary>The channel that was tried, else the one that would have been.</summary>
        public string On => Channel ?? Json.Read<List<string>>(Route).ElementAtOrDefault(Position) ?? "?";
    }
}
