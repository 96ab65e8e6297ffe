using System.CommandLine;
using Growth.Cli.Help;
using Growth.Outbound;
using Growth.Storage;
using Growth.Time;

namespace Growth.Cli.Commands;

/// <summary>Turns an endpoint on again.</summary>
internal sealed class OutboundEnableCommand : GrowthCommand
{
    private readonly Argument<string> _name;

    public OutboundEnableCommand(Session session)
        : base(session, "enable", session.Say("重新启用一个接收方", "turn an endpoint on again"))
    {
        Add(_name = NameOf(session));
    }

    public override Guide Guide => new()
    {
        Text = Say("从头计算失败次数，警报结束，等着的事件立即排进队列。", "Its failures are forgotten, its alert ends, and the events that waited for it are queued at once."),
        Reads = Say("数据库", "the database"),
        Writes = Say("数据库", "the database"),
        Examples = [("growth outbound enable crm", Say("修好之后", "once it is mended"))],
        Exits = [(ExitCodes.Ok, Say("启用了，或本来就启用", "it is on, or was")), (ExitCodes.Refused, Say("没有这个接收方", "there is no such endpoint"))],
    };

    internal static Argument<string> NameOf(Session session) => new("name") { Description = session.Say("接收方在 growth.yaml 里的名称", "the endpoint's name in growth.yaml") };

    internal static SwitchEndpoint Switch(Database database)
    {
        var business = new BusinessClock(TimeProvider.System);
        var queue = new DatabaseQueue(database, business, new MachineClock(TimeProvider.System), new QueueSignal());
        return new SwitchEndpoint(database, new Alerts(business), new WakeDeliveries(database, queue, business), business);
    }

    internal static int Missing(Session session, string name) => session.Fail(ExitCodes.Refused, session.Say($"没有接收方 {name}", $"there is no endpoint {name}"),
        session.Say("名称见 growth.yaml 的 webhooks；修改过的先 growth apply。", "Names stand under webhooks in growth.yaml; after an edit run growth apply."));

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => QueueStore.RunAsync(Session, async database =>
    {
        var name = parsed.GetRequiredValue(_name);
        if (await Switch(database).EnableAsync(name, cancellationToken) is not { } queued) return Missing(Session, name);
        Session.Line(Say($"{name} 已启用，{queued} 条事件排进了队列。", $"{name} is on; {queued} events are queued."));
        return ExitCodes.Ok;
    }, cancellationToken);
}
