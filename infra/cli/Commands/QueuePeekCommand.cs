using System.CommandLine;
using Growth.Cli.Help;
using Growth.Queues;
using Growth.Time;

namespace Growth.Cli.Commands;

/// <summary>A queue's messages, as they lie there.</summary>
internal sealed class QueuePeekCommand : GrowthCommand
{
    private readonly Argument<string> _queue;
    private readonly Option<int> _limit;
    private readonly Option<bool> _done;
    private readonly Option<bool> _json;

    public QueuePeekCommand(Session session)
        : base(session, "peek", session.Say("看一个队列里的消息，不取走", "look at a queue's messages without taking them"))
    {
        Add(_queue = QueueStore.Argument(session));
        _limit = Number("--limit", Say("最多几条（1 到 1000，默认 20）", "how many at most (1 to 1000, default 20)"), 20, 1, 1000);
        _done = Flag("--done", Say("看处理完的，最近的在前", "look at handled ones, the latest first"));
        _json = JsonOption();
    }

    public override Guide Guide => new()
    {
        Text = Say("最先到时间的在前。正文只显示开头；--json 给全文（处理完的只保留前 1000 个字符）。", "Next due first. Bodies are shortened; --json has them whole (of handled ones the first 1000 characters are kept)."),
        Reads = Say("数据库", "the database"),
        Writes = Say("不写", "nothing"),
        Examples =
        [
            ("growth queue peek notifications", Say("在等的", "what waits")),
            ("growth queue peek notifications-poison --json", Say("失败的，全文", "what failed, whole")),
            ("growth queue peek announcements --done --limit 5", Say("最近处理完的", "what ran lately")),
        ],
        Exits = [(ExitCodes.Ok, Say("列出了消息", "the messages were listed"))],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => QueueStore.RunAsync(Session, async database =>
    {
        var peek = new PeekQueue(database, new BusinessClock(TimeProvider.System), new MachineClock(TimeProvider.System));
        var (queue, limit) = (parsed.GetRequiredValue(_queue), parsed.GetValue(_limit));
        var messages = parsed.GetValue(_done) ? await peek.DoneAsync(queue, limit, cancellationToken) : await peek.RunAsync(queue, limit, cancellationToken);
        if (parsed.GetValue(_json)) Session.WriteJson(messages);
        else if (messages.Count == 0) Session.Line(Say($"{queue} 里没有消息。", $"There is no message in {queue}."));
        foreach (var message in parsed.GetValue(_json) ? [] : messages)
            Session.Line($"{message.Id,9}  {message.State,-7}  {message.At:uuuu-MM-dd'T'HH:mm:ss'Z'}  {Say("第", "try ")}{message.DequeueCount}{Say("次", "")}  {QueueStore.Shorten(message.Body)}");
        return ExitCodes.Ok;
    }, cancellationToken);
}
