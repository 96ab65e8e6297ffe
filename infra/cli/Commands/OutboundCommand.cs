using System.CommandLine;
using Growth.Cli.Help;

namespace Growth.Cli.Commands;

/// <summary>The webhooks we send, as an operator sees and mends them.</summary>
internal sealed class OutboundCommand : GrowthCommand
{
    public OutboundCommand(Session session)
        : base(session, "outbound", session.Say("发给外部系统的 webhook：看投递记录、重发、停用与启用", "webhooks to others: the delivery log, send again, turn off and on"))
    {
        Add(new OutboundListCommand(session));
        Add(new OutboundShowCommand(session));
        Add(new OutboundResendCommand(session));
        Add(new OutboundEnableCommand(session));
        Add(new OutboundDisableCommand(session));
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "growth.yaml 的 webhooks 里的每个接收方，都会收到签名的事件（Standard Webhooks）。失败会重试 24 小时；3 天都不成功就停用并提醒团队，事件等着不丢。记录保留 30 天。",
            "Every endpoint under webhooks in growth.yaml gets signed events (Standard Webhooks). What fails is tried for 24 hours; an endpoint that has failed for 3 days is disabled with a warning, and its events wait. The log is kept for 30 days."),
        Reads = Say("数据库", "the database"),
        Writes = Say("只有 resend、enable 和 disable 会写", "resend, enable and disable only"),
        Examples =
        [
            ("growth outbound list", Say("最近的投递，和有问题的接收方", "the latest deliveries, and endpoints in trouble")),
            ("growth outbound show 42", Say("一次投递的每次尝试", "every attempt of one delivery")),
            ("growth outbound enable crm", Say("修好之后重新启用", "turn it on again once it is mended")),
        ],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => Task.FromResult(new HelpPage(Session).Invoke(parsed));
}
