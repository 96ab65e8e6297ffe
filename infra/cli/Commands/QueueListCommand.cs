using System.CommandLine;
using Growth.Cli.Help;
using Growth.Queues;
using Growth.Time;

namespace Growth.Cli.Commands;

/// <summary>What lies in which queue.</summary>
internal sealed class QueueListCommand : GrowthCommand
{
    private readonly Option<bool> _json;

    public QueueListCommand(Session session)
        : base(session, "list", session.Say("有哪些队列、各有多少", "which queues there are and what lies in them"))
    {
        _json = JsonOption();
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "waiting 到时间了、没人在处理；running 正在处理；delayed 没到时间，或失败后等下一次；poison 失败够了次数；oldest 最老的一条已经等了多久；done 处理完、还能看到的。",
            "waiting: due, and nobody has it; running: under an instance's lease; delayed: not due, or waiting for another attempt; poison: failed every attempt; oldest: how long the oldest waiting one has been due; done: handled and still to be seen."),
        Reads = Say("数据库（数所有消息，积压很大时要几秒）", "the database (it counts every message: seconds for a large backlog)"),
        Writes = Say("不写", "nothing"),
        Examples = [("growth queue list", Say("看一眼", "a look")), ("growth queue list --json", Say("给监控用", "for monitoring"))],
        Exits = [(ExitCodes.Ok, Say("列出了队列", "the queues were listed"))],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => QueueStore.RunAsync(Session, async database =>
    {
        var queues = await new ListQueues(database, new BusinessClock(TimeProvider.System), new MachineClock(TimeProvider.System)).RunAsync(cancellationToken);
        if (parsed.GetValue(_json)) Session.WriteJson(queues);
        else if (queues.Count == 0) Session.Line(Say("队列都是空的。", "All queues are empty."));
        else Show(queues);
        return ExitCodes.Ok;
    }, cancellationToken);

    private void Show(IReadOnlyList<QueueStatus> queues)
    {
        var width = Math.Max("queue".Length, queues.Max(queue => queue.Queue.Length));
        Session.Line($"{"queue".PadRight(width)}  {"waiting",9} {"running",9} {"delayed",9} {"poison",9} {"oldest",9} {"done",9}");
        foreach (var queue in queues)
            Session.Line($"{queue.Queue.PadRight(width)}  {queue.Waiting,9} {queue.Running,9} {queue.Delayed,9} {queue.Poison,9} {Age(queue.OldestSeconds),9} {queue.Done,9}");
    }

    private static string Age(long? seconds) => seconds switch
    {
        null => "-",
        < 120 => $"{seconds}s",
        < 7200 => $"{seconds / 60}m",
        < 172_800 => $"{seconds / 3600}h",
        _ => $"{seconds / 86_400}d",
    };
}
