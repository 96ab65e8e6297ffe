using System.CommandLine;
using Growth.Cli.Help;

namespace Growth.Cli.Commands;

/// <summary>What storefronts have sent, as an operator sees and mends it.</summary>
internal sealed class WebhooksCommand : GrowthCommand
{
    public WebhooksCommand(Session session)
        : base(session, "webhooks", session.Say("看店铺发来的请求：列出、查看、重放、试发一个", "look at what storefronts sent: list, show, replay, send one to try"))
    {
        Add(new WebhooksListCommand(session));
        Add(new WebhooksShowCommand(session));
        Add(new WebhooksReplayCommand(session));
        Add(new WebhooksSendCommand(session));
        Add(new WebhooksSchemaCommand(session));
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "每个验过签名的请求都原样存下来（加密），再从队列应用。看不懂的放在一边（set-aside），什么也没丢：修好原因，再 replay，只会补上缺的。",
            "Every verified request is kept as it came (sealed) and applied from the queue. What does not fit is set aside and nothing is lost: mend the cause, then replay; only what was missing changes."),
        Reads = Say("数据库、密钥", "the database, the data key"),
        Writes = Say("只有 replay 会写；send 向运行中的程序发请求", "replay only; send makes a request to the running host"),
        Examples =
        [
            ("growth webhooks list", Say("各店铺、各类型、各状态有多少", "how many of each storefront, type and state")),
            ("growth webhooks list --state set-aside", Say("哪些看不懂、为什么", "what does not fit, and why")),
            ("growth webhooks replay --storefront shop", Say("修好之后重放", "replay once the cause is mended")),
        ],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => Task.FromResult(new HelpPage(Session).Invoke(parsed));
}
