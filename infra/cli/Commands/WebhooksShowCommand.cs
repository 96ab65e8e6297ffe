using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Growth.Cli.Help;
using Growth.Members;
using Growth.Storage;
using Growth.Storefronts;
using Microsoft.Extensions.DependencyInjection;

namespace Growth.Cli.Commands;

/// <summary>One kept request and what it comes to now.</summary>
internal sealed class WebhooksShowCommand : GrowthCommand
{
    private readonly Argument<long> _id;
    private readonly Option<bool> _body;

    public WebhooksShowCommand(Session session)
        : base(session, "show", session.Say("看一个请求：状态、原因、它说了什么", "look at one request: its state, why, and what it says"))
    {
        Add(_id = new("id") { Description = Say("编号，见 growth webhooks list", "its number: growth webhooks list") });
        _body = Flag("--body", Say("连同原文，里面有个人信息", "with the body as it came, personal data included"));
    }

    public override Guide Guide => new()
    {
        Text = Say("「事件」是用现在的程序和设置读出来的，不会写入。电话、邮箱和 openid 打码，除非 --body。", "Its events are what this program and the current settings read in it; nothing is written. Phones, addresses and openids are masked, but for --body."),
        Reads = Say("数据库、密钥", "the database, the data key"),
        Writes = Say("不写", "nothing"),
        Examples = [("growth webhooks show 4711", Say("为什么放在一边", "why it was set aside")), ("growth webhooks show 4711 --body > body.json", Say("取出原文", "take out the body"))],
        Exits = [(ExitCodes.Ok, Say("有这个请求", "there is one")), (ExitCodes.Refused, Say("没有这个编号，或原文打不开", "there is none of that number, or its body does not open"))],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => WebhookStore.RunAsync(Session, async services =>
    {
        var (database, id) = (services.GetRequiredService<Database>(), parsed.GetRequiredValue(_id));
        if (await database.ReadAsync(connection => KeptWebhook.FindAsync(connection, id), cancellationToken) is not { } kept)
            return Session.Fail(ExitCodes.Refused, Say($"没有编号 {id} 的请求", $"there is no request {id}"), "growth webhooks list");
        if (parsed.GetValue(_body))
        {
            Session.Surroundings.Out.Write(Encoding.UTF8.GetString(kept.Open(services.GetRequiredService<PersonalData>()).Body.Span));
            return ExitCodes.Ok;
        }

        Show(kept);
        var read = await services.GetRequiredService<ReadWebhook>().RunAsync(kept, cancellationToken);
        Show(read.Reading);
        return ExitCodes.Ok;
    }, cancellationToken);

    private void Show(KeptWebhook kept)
    {
        Session.Line(Say($"请求 {kept.Id}：{kept.Storefront}，{kept.Type}，{kept.State}", $"Request {kept.Id}: {kept.Storefront}, {kept.Type}, {kept.State}"));
        if (kept.Reason is not null) Session.Line(Say($"原因：{kept.Reason}", $"reason: {kept.Reason}"));
        Session.Line(Say($"收到：{kept.ReceivedAt}，投递号：{kept.Delivery}", $"received: {kept.ReceivedAt}, delivery: {kept.Delivery}"));
        if (kept.AppliedAt is { } applied) Session.Line(Say($"应用：{applied}，{kept.Events} 个事件", $"applied: {applied}, {kept.Events} events"));
        foreach (var (name, value) in Json.Read<Dictionary<string, string>>(kept.Headers)) Session.Line($"  {name}: {value}");
    }

    private void Show(WebhookReading reading)
    {
        switch (reading)
        {
            case WebhookReading.Events events:
                foreach (var one in events.Happened) Session.Line($"  {one.Data.Type}  {one.Key}  {one.OccurredAt}  {Masked(one.Data)}");
                break;
            case WebhookReading.Ignored ignored:
                Session.Line(Say($"现在会忽略：{ignored.Reason}", $"would be ignored now: {ignored.Reason}"));
                break;
            case WebhookReading.Misfit misfit:
                Session.Line(Say($"现在看不懂：{misfit.Reason}", $"does not fit now: {misfit.Reason}"));
                break;
            case WebhookReading.Later later:
                Session.Line(Say($"现在会等：{later.Reason}", $"would wait now: {later.Reason}"));
                break;
        }
    }

    private static string Masked(ShopEventData data)
    {
        var json = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(data, data.GetType(), Json.Options))!;
        Mask(json);
        return json.ToJsonString(Json.Options);
    }

    private static void Mask(JsonNode? node)
    {
        if (node is JsonArray list) foreach (var item in list) Mask(item);
        if (node is not JsonObject members) return;
        foreach (var (name, value) in members.ToList())
        {
            if (name is "phone" or "email" or "openId" or "unionId" or "userId" && value is JsonValue) members[name] = Short(value.GetValue<string>());
            else Mask(value);
        }
    }

    private static string Short(string text) => text.Length <= 6 ? "***" : $"{text[..3]}***{text[^2..]}";
}
