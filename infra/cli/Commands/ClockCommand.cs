using System.CommandLine;
using Dapper;
using Growth.Cli.Help;
using Growth.Storage;
using Growth.Time;
using NodaTime;
using NodaTime.Text;
using Spectre.Console;

namespace Growth.Cli.Commands;

/// <summary>Shows the latest time that the store has seen, and takes the machine's as right after a clock had run ahead.</summary>
internal sealed class ClockCommand : GrowthCommand
{
    private const string Accept = "accept";

    private readonly Argument<string?> _what;
    private readonly Option<bool> _yes;

    public ClockCommand(Session session)
        : base(session, "clock", session.Say("看库里见过的最晚时间；时钟超前又校准以后，接受现在的时间", "the latest time the store has seen; accept the present one after a clock had run ahead"))
    {
        _what = new Argument<string?>("accept") { Arity = ArgumentArity.ZeroOrOne, Description = Say("接受机器现在的时间", "take the machine's present time as right") };
        _what.AcceptOnlyFromAmong(Accept);
        Add(_what);
        _yes = Flag("--yes", Say("不再询问", "do not ask"));
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "时钟超前运行过，库里就留下一个未来的记号，校准以后在真实时间追上它之前什么也不走。确认机器时间正确以后，growth clock accept 去掉这个记号。超前期间已经做的事（开周、发布、消息）不会撤销。",
            "A clock that ran ahead leaves a mark in the future; once it is right again nothing moves until real time has reached the mark. When the machine's time is certainly right, growth clock accept lifts it. What was done ahead of time (weeks, pieces, messages) is not undone."),
        Reads = Say("数据库、机器的时钟", "the database, the machine's clock"),
        Writes = Say("accept：数据库", "accept: the database"),
        Examples = [("growth clock", Say("看一看", "look")), ("growth clock accept", Say("接受现在的时间", "accept the present time"))],
        Exits = [(ExitCodes.Ok, Say("没有问题，或已接受", "nothing is wrong, or accepted")), (ExitCodes.Refused, Say("时钟落后于记号，而且没有接受", "the clock is behind the mark, and was not accepted"))],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var database = Session.OpenDatabase();
        var now = new MachineClock(TimeProvider.System).Now;
        var mark = (await new Migrator(database).AppliedAsync(cancellationToken)).Count == 0
            ? null
            : await database.ReadAsync(connection => connection.QueryFirstOrDefaultAsync<Mark>("select highest, stepped from clock where id = 1"), cancellationToken);
        if (mark is null || mark.Highest <= now + ClockGuard.Tolerance)
        {
            Session.Line(mark is null ? Say("库里还没有见过时间。", "The store has seen no time yet.")
                : Say($"机器时间 {Text(now)}，库里见过的最晚时间 {Text(mark.Highest)}：没有问题。", $"The machine says {Text(now)}, the latest time seen is {Text(mark.Highest)}: nothing is wrong."));
            return ExitCodes.Ok;
        }

        if (mark.Stepped) return Session.Fail(ExitCodes.Refused, Say("这是拨过时钟的库（演示或测试）", "this store's clock was stepped (a demo or a test)"), Say("真正运行请用另一个 Growth__Data。", "Take another Growth__Data to run for real."));
        Session.Line(Say($"机器时间 {Text(now)}，但库里见过 {Text(mark.Highest)}。", $"The machine says {Text(now)}, but the store has seen {Text(mark.Highest)}."));
        return parsed.GetValue(_what) is null
            ? Session.Fail(ExitCodes.Refused, Say("在真实时间追上以前，什么也不走", "nothing moves until real time has reached that"), Say("机器时间确实正确时：growth clock accept。", "When the machine's time is certainly right: growth clock accept."))
            : await AcceptAsync(database, now, parsed.GetValue(_yes), cancellationToken);
    }

    private async Task<int> AcceptAsync(Database database, Instant now, bool yes, CancellationToken cancellationToken)
    {
        if (!yes && !Session.Animated)
            return Session.Fail(ExitCodes.Refused, Say("没有终端可以询问", "there is no terminal to ask at"), Say($"确认 {Text(now)} 是对的，再加 --yes。", $"See that {Text(now)} is right, then add --yes."));
        var question = new ConfirmationPrompt(Say($"{Text(now)} 确实是现在的时间吗？", $"Is {Text(now)} certainly the present time?")) { DefaultValue = false };
        if (!yes && !await question.ShowAsync(Session.Out, cancellationToken))
            return Session.Fail(ExitCodes.Refused, Say("没有接受", "not accepted"));
        await database.WriteAsync(transaction => new ClockGuard(database, new Alerts(new BusinessClock(TimeProvider.System))).AcceptAsync(transaction, now), cancellationToken);
        Session.Line(Say("已接受：下一次查看起照常运行。", "Accepted: weeks move again from the next look."));
        return ExitCodes.Ok;
    }

    private static string Text(Instant instant) => InstantPattern.General.Format(instant);

    private sealed record Mark
    {
        public Instant Highest { get; init; }

        public bool Stepped { get; init; }
    }
}
