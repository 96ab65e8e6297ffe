using System.CommandLine;
using Growth.Cli.Help;
using Growth.Queues;
using Growth.Storage;
using Growth.Time;

namespace Growth.Cli.Commands;

/// <summary>Puts the messages of a poison queue back into their queue.</summary>
internal sealed class QueueReplayCommand : GrowthCommand
{
    private readonly Argument<string> _queue;
    private readonly Option<long?> _id;

    public QueueReplayCommand(Session session)
        : base(session, "replay", session.Say("把失败的消息放回队列", "put messages that failed back into their queue"))
    {
        Add(_queue = QueueStore.Argument(session));
        _id = Value<long?>("--id", "N", Say("只放回这一条（编号见 peek）", "this one only (peek shows the numbers)"));
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "放回之后立即到时间，尝试次数从头算起。每 500 条一个事务：中途断掉什么也不会丢，再运行一次就做完。失败队列空了，警报就消失。",
            "They are due at once and have all their attempts again. 500 move in one transaction: a run that dies half way loses nothing, and running it again finishes it. The alert ends when the poison queue is empty."),
        Reads = Say("数据库", "the database"),
        Writes = Say("数据库", "the database"),
        Examples =
        [
            ("growth queue replay notifications", Say("全部", "all of them")),
            ("growth queue replay notifications --id 4711", Say("先试一条", "try one first")),
        ],
        Exits = [(ExitCodes.Ok, Say("放回了，或没有可放的", "they are back, or there was none")), (ExitCodes.Refused, Say("没有 --id 那一条", "there is none with that --id"))],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => QueueStore.RunAsync(Session, async database =>
    {
        var (business, machine) = (new BusinessClock(TimeProvider.System), new MachineClock(TimeProvider.System));
        var named = parsed.GetRequiredValue(_queue);
        var queue = named.EndsWith("-poison", StringComparison.Ordinal) ? named[..^"-poison".Length] : named;
        var (id, sum) = (parsed.GetValue(_id), 0L);
        try
        {
            sum = await new ReplayPoison(database, business, machine, new Alerts(business)).RunAsync(queue, id, moved => sum = moved, cancellationToken);
        }
        catch (OperationCanceledException) when (sum > 0)
        {
            Session.Note(Say($"已放回 {sum} 条后中止；再运行一次继续。", $"Ended after {sum} messages; run it again to go on."));
            throw;
        }

        if (id is not null && sum == 0)
            return Session.Fail(ExitCodes.Refused, Say($"{queue}-poison 里没有编号 {id} 的消息", $"there is no message {id} in {queue}-poison"), $"growth queue peek {queue}-poison");
        Session.Line(sum == 0 ? Say($"{queue}-poison 里没有消息。", $"There is no message in {queue}-poison.") : Say($"放回了 {sum} 条到 {queue}。", $"{sum} messages are back in {queue}."));
        return ExitCodes.Ok;
    }, cancellationToken);
}
