using System.CommandLine;
using Growth.Cli.Help;
using Growth.Storefronts.Envelope;

namespace Growth.Cli.Commands;

/// <summary>Prints the JSON Schema of what a shop sends.</summary>
internal sealed class WebhooksSchemaCommand(Session session)
    : GrowthCommand(session, "schema", session.Say("输出店铺 webhook 的 JSON Schema", "print the JSON Schema of a shop's webhooks"))
{
    public override Guide Guide => new()
    {
        Text = Say("kind 为 standard-webhooks 的店铺按它发送；由读取请求的同一段代码生成。", "What a shop of kind standard-webhooks sends; made by the same code that reads it."),
        Reads = Say("不读任何东西", "nothing"),
        Writes = Say("不写", "nothing"),
        Examples = [("growth webhooks schema > webhooks.schema.json", Say("存成文件", "into a file"))],
        Exits = [(ExitCodes.Ok, Say("输出了", "it was printed"))],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Session.Surroundings.Out.Write(EnvelopeSchema.Text());
        return Task.FromResult(ExitCodes.Ok);
    }
}
