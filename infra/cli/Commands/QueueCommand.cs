using System.CommandLine;
using Growth.Cli.Help;

namespace Growth.Cli.Commands;

/// <summary>The queues as an operator sees and mends them.</summary>
internal sealed class QueueCommand : GrowthCommand
{
    public QueueCommand(Session session)
        : base(session, "queue", session.Say("看和修队列：有什么在等、失败的重新放回、清空", "look at the queues and mend them: what waits, put back what failed, empty"))
    {
        Add(new QueueListCommand(session));
        Add(new QueuePeekCommand(session));
        Add(new QueueReplayCommand(session));
        Add(new QueuePurgeCommand(session));
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "发通知、发布之后的通知展开，都经过队列。一条消息失败够了次数（host.json 的 maxDequeueCount）就放进 <队列>-poison，什么也没丢：修好原因，再 replay。",
            "Messages and announcements go through queues. One that failed its attempts (maxDequeueCount in host.json) is set aside in <queue>-poison and nothing is lost: mend the cause, then replay."),
        Reads = Say("数据库", "the database"),
        Writes = Say("只有 replay 和 purge 会写", "replay and purge only"),
        Examples =
        [
            ("growth queue list", Say("有哪些队列、各有多少", "which queues there are and what lies in them")),
            ("growth queue peek notifications-poison", Say("看失败的消息", "look at what failed")),
            ("growth queue replay notifications", Say("修好之后放回去", "put it back once the cause is mended")),
        ],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => Task.FromResult(new HelpPage(Session).Invoke(parsed));
}
