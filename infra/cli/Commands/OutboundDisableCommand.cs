using System.CommandLine;
using Growth.Cli.Help;

namespace Growth.Cli.Commands;

/// <summary>Turns an endpoint off.</summary>
internal sealed class OutboundDisableCommand : GrowthCommand
{
    private readonly Argument<string> _name;

    public OutboundDisableCommand(Session session)
        : base(session, "disable", session.Say("停用一个接收方", "turn an endpoint off"))
    {
        Add(_name = OutboundEnableCommand.NameOf(session));
    }

    public override Guide Guide => new()
    {
        Text = Say("之后的事件等着，不丢，最多 30 天；正在进行的一次尝试会做完。", "Its events wait from now on, for up to 30 days; an attempt that is under way ends as it ends."),
        Reads = Say("数据库", "the database"),
        Writes = Say("数据库", "the database"),
        Examples = [("growth outbound disable crm", Say("对方要停机维护", "its owner takes it down for a while"))],
        Exits = [(ExitCodes.Ok, Say("停用了，或本来就停用", "it is off, or was")), (ExitCodes.Refused, Say("没有这个接收方", "there is no such endpoint"))],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => QueueStore.RunAsync(Session, async database =>
    {
        var name = parsed.GetRequiredValue(_name);
        if (!await OutboundEnableCommand.Switch(database).DisableAsync(name, cancellationToken)) return OutboundEnableCommand.Missing(Session, name);
        Session.Line(Say($"{name} 已停用。", $"{name} is off."));
        return ExitCodes.Ok;
    }, cancellationToken);
}
