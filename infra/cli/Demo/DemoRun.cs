using System.Security.Cryptography;
using Growth.Config;
using Spectre.Console;

namespace Growth.Cli.Demo;

/// <summary>The command around a demo: where it lives, whether it may begin or goes on, what is shown, and how it ends.</summary>
/// <param name="given">Names of the options that the caller wrote: only those can contradict a demo that was begun.</param>
/// <param name="events">A file of recorded events; null: actors.</param>
internal sealed class DemoRun(Session session, DemoSettings wanted, IReadOnlySet<string> given, string? events, bool open)
{
    private const int MaxShown = 10;

    private IReadOnlyDictionary<string, int> _lines = new Dictionary<string, int>(StringComparer.Ordinal);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (events is not null && !File.Exists(events)) return session.Fail(ExitCodes.Surroundings, session.Say($"没有文件 {events}", $"there is no file {events}"));
        var folder = session.WorkspaceIsNamed ? DemoFolder.At(session.Workspace) : DemoFolder.Temporary();
        try
        {
            var code = await RunAsync(folder, cancellationToken);
            if (code != ExitCodes.Ok && folder.IsTemporary) folder.Remove();
            return code;
        }
        catch (OperationCanceledException)
        {
            folder.Remove();
            session.Line(folder.IsTemporary
                ? session.Say("已停止，临时工作区已删除。", "Stopped; the temporary workspace was removed.")
                : session.Say($"已停止。接着走：growth demo --workspace {session.Short(folder.Workspace)}", $"Stopped. To go on: growth demo --workspace {session.Short(folder.Workspace)}"));
            return ExitCodes.Cancelled;
        }
    }

    private async Task<int> RunAsync(DemoFolder folder, CancellationToken cancellationToken)
    {
        var digest = events is null ? null : Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(events, cancellationToken)));
        var begin = new BeginDemo(session, folder, wanted with { Events = digest }, given, events is not null, open);
        if (begin.Run(out var marker) is { } refused) return refused;
        folder.FillWithSample();
        var read = ReadWorkspace.Run(folder.Workspace);
        if (DemoWeeks.Of(read, marker.Settings.Weeks) is not { } weeks)
        {
            ShowProblems.Run(session, read.Problems);
            return session.Fail(ExitCodes.Refused, session.Say($"{folder.Workspace} 里没有可以演示的计划", $"{folder.Workspace} holds no plan that can be run"),
                session.Say("先让 growth validate 通过，并至少有一个 weeks/*.yaml。", "Make growth validate pass, with at least one weeks/*.yaml."));
        }

        folder.Write(marker);
        var acts = events is null ? null : Recorded(weeks);
        // A recording has no buyers.
        var shop = events is null ? ShopAccess.Of(weeks.Config, marker) : null;
        var story = new DemoStory(session, weeks.Config.Zone, weeks.Start, weeks.End);
        await using var demo = new RunDemo(folder, marker.Settings, acts, story);
        await demo.StartAsync(weeks.Start, shop, cancellationToken);
        try
        {
            if (!marker.Finished) await WatchAsync(demo, weeks, shop, story, cancellationToken);
        }
        catch (ShopRefusedException e)
        {
            return Refused(e);
        }

        folder.Write(marker with { Finished = true });
        await EndAsync(folder, demo, weeks, shop, cancellationToken);
        if (open) await ServeAsync(demo, weeks, cancellationToken);
        return ExitCodes.Ok;
    }

    private IReadOnlyList<Act> Recorded(DemoWeeks weeks)
    {
        var recorded = ReadRecorded.Run(File.ReadLines(events!), weeks.Start, weeks.End);
        _lines = recorded.Lines;
        foreach (var problem in recorded.Problems.Take(MaxShown)) session.Note(session.Say($"{events}:{problem.Line}：{problem.Text}", $"{events}:{problem.Line}: {problem.Text}"));
        if (recorded.Problems.Count > MaxShown) session.Note(session.Say($"……还有 {recorded.Problems.Count - MaxShown} 行", $"... and {recorded.Problems.Count - MaxShown} more lines"));
        session.Line(session.Say($"重放 {recorded.Acts.Count} 个事件，{recorded.Problems.Count} 行不合格。", $"Replaying {recorded.Acts.Count} events; {recorded.Problems.Count} lines cannot be taken."));
        return recorded.Acts;
    }

    private async Task WatchAsync(RunDemo demo, DemoWeeks weeks, ShopAccess? shop, DemoStory story, CancellationToken cancellationToken)
    {
        session.Line(session.Say(
            $"{weeks.Plans[0].Week}《{weeks.Plans[0].Campaign.Name}》，{weeks.Config.TimeZone}。时钟从开周前一天拨起。",
            $"{weeks.Plans[0].Week}, {weeks.Plans[0].Campaign.Name}, {weeks.Config.TimeZone}. The clock starts the day before."));
        if (!session.Animated)
        {
            await demo.RunAsync(weeks, shop, cancellationToken);
            return;
        }

        await session.Out.Progress().AutoClear(true).Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }).StartAsync(async context =>
        {
            story.Bar = context.AddTask(weeks.Plans[0].Week.ToString(), maxValue: 1000);
            await demo.RunAsync(weeks, shop, cancellationToken);
        });
    }

    private async Task EndAsync(DemoFolder folder, RunDemo demo, DemoWeeks weeks, ShopAccess? shop, CancellationToken cancellationToken)
    {
        foreach (var refused in demo.Refused.Take(MaxShown)) session.Note(Refused(refused));
        var week = weeks.Plans[^1].Week;
        var review = await demo.ReviewAsync(week, cancellationToken);
        session.Line();
        string? page = null;
        if (review is not null)
        {
            ShowReview.Run(session, review);
            page = Path.Combine(folder.Data, $"review-{week}.html");
            await File.WriteAllTextAsync(page, review.Html, cancellationToken);
        }

        if (shop is not null) new ShowShop(session, shop.Storefront, weeks.Config.Currency).Run(await demo.ShopAsync(cancellationToken));
        session.Line();
        Place(session.Say("工作区", "workspace"), folder.Workspace);
        Place(session.Say("数据库", "database"), folder.Database);
        Place(session.Say("发出的消息", "messages"), folder.Outbox);
        if (page is not null) Place(session.Say("复盘网页", "review page"), page);
        Place(session.Say("再看一遍", "look again"), $"growth review --workspace {folder.Workspace}");
        if (shop is not null) Place(session.Say("店铺的请求", "webhooks"), $"growth webhooks list --workspace {folder.Workspace}");
        if (!open) Place(session.Say("打开文章", "open the pages"), $"growth demo --workspace {folder.Workspace} --open");
    }

    private async Task ServeAsync(RunDemo demo, DemoWeeks weeks, CancellationToken cancellationToken)
    {
        session.Line();
        foreach (var piece in weeks.Plans.SelectMany(plan => plan.Content).Where(piece => piece.Url is null)) session.Line($"  {demo.Host.Address}c/{piece.Slug}  {piece.Title}");
        session.Line(session.Say("Ctrl-C 结束。", "Ctrl-C ends it."));
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private int Refused(ShopRefusedException refused) => session.Fail(ExitCodes.Refused,
        session.Say($"演示的店铺说的话没有被收下：{refused.Message}", $"what the demo's shop said was not taken: {refused.Message}"),
        session.Say(
            $"店铺用 demo.json 里的密钥签名，程序按 growth.yaml 里 {refused.Access.Storefront} 的 {refused.Access.Setting} 去验：演示途中改过其中一个？换一个文件夹重来。",
            $"The shop signs with the secret in demo.json; the host checks by {refused.Access.Setting}, which storefronts.{refused.Access.Storefront} names: was one of them changed on the way? Begin anew in another folder."));

    private string Refused(Tracking.RefusedEvent refused) => refused.Id is { } id && _lines.TryGetValue(id, out var line)
        ? session.Say($"{events}:{line}：{refused.Detail}", $"{events}:{line}: {refused.Detail}")
        : session.Say($"没有记下 {refused.Id}：{refused.Detail}", $"not taken, {refused.Id}: {refused.Detail}");

    private void Place(string name, string where) => session.Line($"  {name}{new string(' ', Math.Max(2, 16 - name.GetCellWidth()))}{where}");
}
