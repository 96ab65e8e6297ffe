using System.CommandLine;
using Growth.Cli.Help;
using Growth.Queues;
using Growth.Storage;
using Growth.Time;

namespace Growth.Cli.Commands;

/// <summary>Deletes what waits in a queue.</summary>
internal sealed class QueuePurgeCommand : GrowthCommand
{
    private readonly Argument<string> _queue;
    private readonly Option<bool> _yes;

    public QueuePurgeCommand(Session session)
        : base(session, "purge", session.Say("删掉一个队列里在等的消息", "delete what waits in a queue"))
    {
        Add(_queue = QueueStore.Argument(session));
        _yes = Flag("--yes", Say("不再询问", "do not ask"));
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "没到时间的也删；正在处理的留着，之后才放进来的也留着。删掉的找不回来：先 peek。失败的消息在 <队列>-poison，要单独清。",
            "Delayed ones go too; what is being handled stays, and so does what is queued after the start. It cannot be undone: peek first. What failed is in <queue>-poison and is purged by that name."),
        Reads = Say("数据库", "the database"),
        Writes = Say("数据库", "the database"),
        Examples = [("growth queue purge notifications-poison", Say("询问后删除", "asks, then deletes")), ("growth queue purge notifications-poison --yes", Say("脚本里用", "in a script"))],
        Exits = [(ExitCodes.Ok, Say("删掉了，或本来就空", "they are gone, or there was none")), (ExitCodes.Refused, Say("没有确认", "it was not confirmed"))],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => QueueStore.RunAsync(Session, async database =>
    {
        var purge = new PurgeQueue(database, new MachineClock(TimeProvider.System), new Alerts(new BusinessClock(TimeProvider.System)));
        var queue = parsed.GetRequiredValue(_queue);
        var count = await purge.CountAsync(queue, cancellationToken);
        Session.Line(Say($"{queue}：在等 {count.Waiting} 条，正在处理 {count.Running} 条（留着）。", $"{queue}: {count.Waiting} messages wait, {count.Running} are being handled (they stay)."));
        if (count.Waiting == 0) return ExitCodes.Ok;
        if (!parsed.GetValue(_yes) && Ask(count.Waiting, queue) is { } refused) return refused;
        var sum = 0L;
        try
        {
            sum = await purge.RunAsync(queue, deleted => sum = deleted, cancellationToken);
        }
        catch (OperationCanceledException) when (sum > 0)
        {
            Session.Note(Say($"已删除 {sum} 条后中止。", $"Ended after {sum} messages were deleted."));
            throw;
        }

        Session.Line(Say($"删除了 {sum} 条。", $"{sum} messages were deleted."));
        return ExitCodes.Ok;
    }, cancellationToken);

    /// <returns>The exit code of a purge that nobody confirmed; null: go on.</returns>
    private int? Ask(long count, string queue)
    {
        if (!Session.Surroundings.IsTerminal)
            return Session.Fail(ExitCodes.Refused, Say("没有人可以询问，什么也没删", "there is nobody to ask; nothing was deleted"), Say("加上 --yes。", "Add --yes."));
        Session.Surroundings.Out.Write(Say($"删除 {queue} 里的 {count} 条消息？输入 yes：", $"Delete {count} messages of {queue}? Type yes: "));
        return string.Equals(Session.Surroundings.In.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase)
            ? null
            : Session.Fail(ExitCodes.Refused, Say("没有确认，什么也没删", "not confirmed; nothing was deleted"));
    }
}
