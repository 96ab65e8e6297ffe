using System.CommandLine;
using Growth.Cli.Help;
using Growth.Storage;
using Growth.Storefronts;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Growth.Cli.Commands;

/// <summary>Has kept requests applied once more.</summary>
internal sealed class WebhooksReplayCommand : GrowthCommand
{
    private readonly Option<string?> _storefront;
    private readonly Option<long?> _id;
    private readonly Option<string?> _type;
    private readonly Option<string?> _state;
    private readonly Option<LocalDate?> _since;
    private readonly Option<bool> _dryRun;

    public WebhooksReplayCommand(Session session)
        : base(session, "replay", session.Say("把存下的请求再应用一次", "have kept requests applied once more"))
    {
        _storefront = Value<string?>("--storefront", "NAME", Say("只要这家店的", "of this storefront only"));
        _id = Value<long?>("--id", "N", Say("只要这一个（编号见 list）", "this one only (list shows the numbers)"));
        _type = Value<string?>("--type", "TYPE", Say("只要这个类型的", "of this type only"));
        _state = WebhookStore.State(Value, session);
        _since = WebhookStore.Since(Value, session);
        _dryRun = Flag("--dry-run", Say("只说会重放多少", "say how many, change nothing"));
    }

    public override Guide Guide => new()
    {
        Text = Say(
            "没有 --state 就是 set-aside 的（有 --id 时不论状态）。应用是按发生的事去重的：重放只会补上缺的，重复几次都一样。每 500 个一个事务：中途断掉什么也不会丢，再运行一次就做完。",
            "Without --state those that are set aside (with --id whatever its state). What is applied is keyed by what happened: a replay changes only what was missing, however often it is run. 500 go in one transaction: a run that dies half way loses nothing, and running it again finishes it."),
        Reads = Say("数据库", "the database"),
        Writes = Say("数据库", "the database"),
        Examples =
        [
            ("growth webhooks replay --dry-run", Say("先看有多少", "first see how many")),
            ("growth webhooks replay --storefront shop", Say("这家店放在一边的", "what this storefront has set aside")),
            ("growth webhooks replay --id 4711", Say("先试一个", "try one first")),
            ("growth webhooks replay --state applied --type order.paid --since 2026-11-23", Say("映射改对之后", "after the mapping was mended")),
        ],
        Exits = [(ExitCodes.Ok, Say("放回队列了，或没有可重放的", "they are back in the queue, or there was none")), (ExitCodes.Refused, Say("没有 --id 那一个", "there is none with that --id"))],
    };

    protected override Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) => WebhookStore.RunAsync(Session, async services =>
    {
        var id = parsed.GetValue(_id);
        var filter = new WebhookFilter
        {
            Id = id,
            Storefront = parsed.GetValue(_storefront),
            Type = parsed.GetValue(_type),
            States = parsed.GetValue(_state) is { } state ? [state] : id is null ? [WebhookState.SetAside] : [],
            Since = await WebhookStore.StartOfAsync(services.GetRequiredService<Database>(), parsed.GetValue(_since), cancellationToken),
        };
        var replay = services.GetRequiredService<ReplayWebhooks>();
        var count = await replay.CountAsync(filter, cancellationToken);
        if (id is not null && count == 0)
            return Session.Fail(ExitCodes.Refused, Say($"没有这样的请求 {id}", $"there is no such request {id}"), "growth webhooks list");
        if (parsed.GetValue(_dryRun))
        {
            Session.Line(Say($"会重放 {count} 个请求。", $"{count} requests would be replayed."));
            return ExitCodes.Ok;
        }

        var sum = 0L;
        try
        {
            sum = await replay.RunAsync(filter, moved => sum = moved, cancellationToken);
        }
        catch (OperationCanceledException) when (sum > 0)
        {
            Session.Note(Say($"已放回 {sum} 个后中止；再运行一次继续。", $"Ended after {sum} requests; run it again to go on."));
            throw;
        }

        Session.Line(sum == 0 ? Say("没有可重放的请求。", "There is no request to replay.") : Say($"{sum} 个请求放回了队列。", $"{sum} requests are back in the queue."));
        return ExitCodes.Ok;
    }, cancellationToken);
}
