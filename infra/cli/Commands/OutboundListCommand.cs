using System.CommandLine;
using Growth.Cli.Help;
using Growth.Outbound;
using NodaTime;
using NodaTime.Text;

namespace Growth.Cli.Commands;

/// <summary>The latest deliveries, and the endpoints in trouble.</summary>
internal sealed class OutboundListCommand : GrowthCommand
{
    private readonly Option<string?> _endpoint;
    private readonly Option<string?> _state;
    private readonly Option<int> _limit;
    private readonly Option<bool> _json;

    public OutboundListCommand(Session session)
        : base(session, "list", session.Say("最近的投递，和有问题的接收方", "the latest deliveries, and endpoints in trouble"))
    {
        _endpoint = Value<string?>("--endpoint", "NAME", Say("只看这个接收方（growth.yaml 里的名称）", "of this endpoint only (its name in growth.yaml)"));
        _state = Value<string?>("--state", "STATE", Say("只看这个状态：waiting、sending、delivered、given-up", "in this state only: waiting, sending, delivered, given-up"),
            option => option.AcceptOnlyFromAmong("waiting", "sending", "delivered", "given-up"));
        _limit = Number("--limit", Say("最多几条（1 到 1000，默认 20）", "how many at most (1 to 1000, default 20)"), 20, 1, 1000);
        _json = JsonOption();
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "最近的在前。waiting 在等下一次（或在等接收方恢复，原因写在后面）；sending 正在发；delivered 对方已收下；given-up 24 小时内都没成功。",
            "The latest first. waiting: for its next attempt, or for its endpoint, and the reason says which; sending: under way; delivered: the receiver has it; given-up: not accepted in 24 hours."),
        Reads = Say("数据库", "the database"),
        Writes = Say("不写", "nothing"),
        Examples =
        [
            ("growth outbound list --state given-up", Say("没送到的", "what did not arrive")),
            ("growth outbound list --endpoint crm --json", Say("一个接收方的，给脚本用", "of one endpoint, for scripts")),
        ],
        Exits = [(ExitCodes.Ok, Say("列出了投递", "the deliveries were listed"))],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => QueueStore.RunAsync(Session, async database =>
    {
        var list = new ListDeliveries(database);
        var endpoints = await list.EndpointsAsync(cancellationToken);
        var deliveries = await list.RunAsync(parsed.GetValue(_endpoint), parsed.GetValue(_state), parsed.GetValue(_limit), cancellationToken);
        if (parsed.GetValue(_json)) Session.WriteJson(new { endpoints, deliveries });
        else Show(endpoints, deliveries);
        return ExitCodes.Ok;
    }, cancellationToken);

    private void Show(IReadOnlyList<EndpointHealth> endpoints, IReadOnlyList<DeliveryStatus> deliveries)
    {
        foreach (var endpoint in endpoints) Session.Line(Describe(endpoint));
        if (deliveries.Count == 0) Session.Line(Say("没有投递。", "There is no delivery."));
        foreach (var delivery in deliveries)
            Session.Line($"{delivery.Id,9}  {Text(delivery.CreatedAt)}  {delivery.State,-9}  {delivery.Endpoint}  {delivery.Key}  {Say("第", "try ")}{delivery.Attempts}{Say("次", "")}{(delivery.Reason is { } reason ? $"  {reason}" : "")}");
    }

    private string Describe(EndpointHealth endpoint) => endpoint switch
    {
        { DisabledAt: { } at } => Say($"{endpoint.Name}：已停用（{endpoint.DisabledReason}，{Text(at)}）；growth outbound enable {endpoint.Name}", $"{endpoint.Name}: disabled ({endpoint.DisabledReason}, {Text(at)}); growth outbound enable {endpoint.Name}"),
        { FailingSince: { } since } => Say($"{endpoint.Name}：自 {Text(since)} 起连续失败 {endpoint.Failures} 次", $"{endpoint.Name}: {endpoint.Failures} failures in a row since {Text(since)}"),
        _ => endpoint.Name,
    };

    private static string Text(Instant instant) => InstantPattern.General.Format(instant);
}
