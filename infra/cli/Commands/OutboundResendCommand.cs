using System.CommandLine;
using Growth.Cli.Help;
using Growth.Outbound;
using Growth.Storage;
using Growth.Time;

namespace Growth.Cli.Commands;

/// <summary>Has one delivery sent again.</summary>
internal sealed class OutboundResendCommand : GrowthCommand
{
    private readonly Argument<long> _id;
    private readonly Option<bool> _force;

    public OutboundResendCommand(Session session)
        : base(session, "resend", session.Say("再发一次", "send a delivery again"))
    {
        Add(_id = OutboundShowCommand.IdOf(session));
        _force = Flag("--force", Say("对方已收下的、正在发的也再发", "also one that was delivered, or is being sent"));
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "立即发送，内容和 webhook-id 都不变，重新有 24 小时的重试。按 webhook-id 去重的接收方不会重复处理。停用或暂停的接收方仍要等恢复。",
            "It is due at once, with the same content and webhook-id and another 24 hours of attempts. A receiver that knows repetitions by their webhook-id does nothing twice. An endpoint that is disabled or paused still makes it wait."),
        Reads = Say("数据库", "the database"),
        Writes = Say("数据库", "the database"),
        Examples =
        [
            ("growth outbound resend 42", Say("没送到的", "one that did not arrive")),
            ("growth outbound resend 42 --force", Say("对方弄丢了的", "one that the receiver has lost")),
        ],
        Exits = [(ExitCodes.Ok, Say("排进了队列", "it is queued")), (ExitCodes.Refused, Say("没有这个编号，或需要 --force", "there is none with that number, or it takes --force"))],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => QueueStore.RunAsync(Session, async database =>
    {
        var (id, business) = (parsed.GetRequiredValue(_id), new BusinessClock(TimeProvider.System));
        var queue = new DatabaseQueue(database, business, new MachineClock(TimeProvider.System), new QueueSignal());
        switch (await new ResendDelivery(database, queue, business).RunAsync(id, parsed.GetValue(_force), cancellationToken))
        {
            case ResendResult.Missing:
                return OutboundShowCommand.Missing(Session, id);
            case ResendResult.Delivered:
                return Session.Fail(ExitCodes.Refused, Say($"投递 {id} 对方已经收下", $"delivery {id} was accepted by its receiver"), Say("确实要再发：加上 --force。", "To send it all the same add --force."));
            case ResendResult.Sending:
                return Session.Fail(ExitCodes.Refused, Say($"投递 {id} 正在发送", $"delivery {id} is being sent"), Say("等一会儿，或加上 --force。", "Wait a while, or add --force."));
            default:
                Session.Line(Say($"投递 {id} 已排进队列。", $"Delivery {id} is queued."));
                return ExitCodes.Ok;
        }
    }, cancellationToken);
}
