using System.CommandLine;
using Growth.Cli.Help;
using Growth.Storage;
using Growth.Storefronts;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Growth.Cli.Commands;

/// <summary>Totals by storefront, type and state, and the latest requests.</summary>
internal sealed class WebhooksListCommand : GrowthCommand
{
    private readonly Option<string?> _storefront;
    private readonly Option<string?> _type;
    private readonly Option<string?> _state;
    private readonly Option<LocalDate?> _since;
    private readonly Option<int> _limit;
    private readonly Option<bool> _json;

    public WebhooksListCommand(Session session)
        : base(session, "list", session.Say("各店铺、各类型、各状态有多少，和最近的几个", "how many of each storefront, type and state, and the latest"))
    {
        _storefront = Value<string?>("--storefront", "NAME", Say("只要这家店的", "of this storefront only"));
        _type = Value<string?>("--type", "TYPE", Say("只要这个类型的", "of this type only"));
        _state = WebhookStore.State(Value, session);
        _since = WebhookStore.Since(Value, session);
        _limit = Number("--limit", Say("列出最近的几个（1 到 1000，默认 20）", "how many of the latest (1 to 1000, default 20)"), 20, 1, 1000);
        _json = JsonOption();
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "received 已存下、等着应用；waiting 缺点什么、稍后再试（最多一天）；applied 已应用；ignored 不认识或用不上的类型；set-aside 看不懂，等人处理。",
            "received: durable, not applied yet; waiting: something was not to be had, tried again for a day; applied; ignored: a type that is not known or of no use; set-aside: does not fit, somebody has to look."),
        Reads = Say("数据库", "the database"),
        Writes = Say("不写", "nothing"),
        Examples =
        [
            ("growth webhooks list", Say("看一眼", "a look")),
            ("growth webhooks list --storefront shop --type order.paid --since 2026-11-23", Say("这周付款的", "what was paid this week")),
            ("growth webhooks list --state set-aside --json", Say("给脚本用", "for a script")),
        ],
        Exits = [(ExitCodes.Ok, Say("列出了请求", "the requests were listed"))],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => WebhookStore.RunAsync(Session, async services =>
    {
        var filter = new WebhookFilter
        {
            Storefront = parsed.GetValue(_storefront),
            Type = parsed.GetValue(_type),
            States = parsed.GetValue(_state) is { } state ? [state] : [],
            Since = await WebhookStore.StartOfAsync(services.GetRequiredService<Database>(), parsed.GetValue(_since), cancellationToken),
        };
        var list = await services.GetRequiredService<ListWebhooks>().RunAsync(filter, parsed.GetValue(_limit), cancellationToken);
        if (parsed.GetValue(_json)) Session.WriteJson(list);
        else if (list.Totals.Count == 0) Session.Line(Say("没有请求。", "There are no requests."));
        else Show(list);
        return ExitCodes.Ok;
    }, cancellationToken);

    private void Show(WebhookList list)
    {
        var (storefront, type) = (Math.Max("storefront".Length, list.Totals.Max(one => one.Storefront.Length)), Math.Max("type".Length, list.Totals.Max(one => one.Type.Length)));
        Session.Line($"{"storefront".PadRight(storefront)}  {"type".PadRight(type)}  {"state",-9}  {"count",9}");
        foreach (var total in list.Totals) Session.Line($"{total.Storefront.PadRight(storefront)}  {total.Type.PadRight(type)}  {total.State,-9}  {total.Count,9}");
        Session.Line();
        foreach (var one in list.Webhooks)
            Session.Line($"{one.Id,9}  {one.ReceivedAt:uuuu-MM-dd'T'HH:mm:ss'Z'}  {one.Storefront.PadRight(storefront)}  {one.Type.PadRight(type)}  {one.State,-9}  {one.Reason}".TrimEnd());
    }
}
