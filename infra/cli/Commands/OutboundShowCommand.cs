using System.CommandLine;
using Growth.Cli.Help;
using Growth.Outbound;
using NodaTime;
using NodaTime.Text;

namespace Growth.Cli.Commands;

/// <summary>One delivery: what is sent, and every attempt.</summary>
internal sealed class OutboundShowCommand : GrowthCommand
{
    private readonly Argument<long> _id;
    private readonly Option<bool> _json;

    public OutboundShowCommand(Session session)
        : base(session, "show", session.Say("一次投递：内容和每次尝试", "one delivery: what is sent, and every attempt"))
    {
        Add(_id = IdOf(session));
        _json = JsonOption();
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "每次尝试有时间、结果、HTTP 状态和耗时。没有结果的一次，是程序在途中被杀：不知道对方收到没有，于是用同一个 webhook-id 再发。对方回答的正文不保存。",
            "Each attempt has its time, what came of it, the HTTP status and how long it took. One without an outcome died with the program: nobody knows whether it arrived, so it was sent again under the same webhook-id. Bodies of answers are not kept."),
        Reads = Say("数据库", "the database"),
        Writes = Say("不写", "nothing"),
        Examples = [("growth outbound show 42", Say("编号见 list", "list shows the numbers"))],
        Exits = [(ExitCodes.Ok, Say("显示了", "it was shown")), (ExitCodes.Refused, Say("没有这个编号", "there is none with that number"))],
    };

    internal static Argument<long> IdOf(Session session) => new("id") { Description = session.Say("投递编号（见 list）", "the delivery's number (list shows it)") };

    internal static int Missing(Session session, long id) =>
        session.Fail(ExitCodes.Refused, session.Say($"没有编号 {id} 的投递", $"there is no delivery {id}"), "growth outbound list");

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => QueueStore.RunAsync(Session, async database =>
    {
        var id = parsed.GetRequiredValue(_id);
        if (await new ListDeliveries(database).FindAsync(id, cancellationToken) is not { } detail) return Missing(Session, id);
        if (parsed.GetValue(_json)) Session.WriteJson(detail);
        else Show(detail);
        return ExitCodes.Ok;
    }, cancellationToken);

    private void Show(DeliveryDetail detail)
    {
        var delivery = detail.Delivery;
        Session.Line($"{delivery.Id}  {delivery.Endpoint}  {delivery.Key}");
        Session.Line($"webhook-id  {delivery.WebhookId}");
        Session.Line($"{Say("状态", "state")}  {delivery.State}{(delivery.State == "waiting" ? Say($"，下次 {Text(delivery.NextAt)}", $", next at {Text(delivery.NextAt)}") : "")}{(delivery.Reason is { } reason ? $"  {reason}" : "")}");
        foreach (var attempt in detail.Attempts)
            Session.Line($"  {attempt.Number,3}  {Text(attempt.BegunAt)}  {attempt.Outcome ?? Say("没有结果", "no outcome")}  {attempt.Status?.ToString() ?? "-"}  {(attempt.TookMs is { } took ? $"{took} ms" : "-")}");
        Session.Line(detail.Body);
    }

    private static string Text(Instant instant) => InstantPattern.General.Format(instant);
}
