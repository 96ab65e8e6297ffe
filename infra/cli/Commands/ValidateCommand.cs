using System.CommandLine;
using Growth.Cli.Help;
using Growth.Config;
using Growth.Storage;
using Growth.Weeks;
using Spectre.Console;

namespace Growth.Cli.Commands;

/// <summary>Checks a workspace folder and shows everything that is wrong with it.</summary>
internal sealed class ValidateCommand : GrowthCommand
{
    private readonly Option<bool> _json;

    public ValidateCommand(Session session)
        : base(session, "validate", session.Say("检查工作区的所有文件，一次列出所有问题", "check the workspace's files and list every problem at once")) => _json = JsonOption();

    public override Guide Guide => new()
    {
        Text = Say("每个问题给出文件、行、列、原文和允许的写法。警告不妨碍运行。", "Each problem comes with file, line, column, the text itself and what is allowed. Warnings stop nothing."),
        Reads = Say("growth.yaml、weeks/*.yaml、content/*.md；有数据库时还有跑过的各周", "growth.yaml, weeks/*.yaml, content/*.md, and the weeks that have run where there is a database"),
        Writes = Say("不写任何东西", "nothing"),
        Examples =
        [
            ("growth validate", Say("检查 ./campaigns", "check ./campaigns")),
            ("growth validate -w shop/campaigns --json", Say("在持续集成里检查", "check in continuous integration")),
        ],
        Exits = [(ExitCodes.Ok, Say("可以应用（也许有警告）", "can be applied (perhaps with warnings)")), (ExitCodes.Refused, Say("有错误", "there are errors")), (ExitCodes.Surroundings, Say("没有这个工作区", "there is no such workspace"))],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var json = parsed.GetValue(_json);
        if (!json && Session.MissingWorkspace() is { } code) return code;
        var read = await ReadAsync(cancellationToken);
        if (json)
        {
            Session.WriteJson(new { valid = read.IsValid, problems = read.Problems.Select(problem => ShowProblems.AsJson(Session, problem)), covers = Covers(read) });
            return !Directory.Exists(Session.Workspace) ? ExitCodes.Surroundings : read.IsValid ? ExitCodes.Ok : ExitCodes.Refused;
        }

        ShowProblems.Run(Session, read.Problems);
        foreach (var line in Summary(read)) Session.Line(line);
        Session.Markup(Verdict(read));
        return read.IsValid ? ExitCodes.Ok : ExitCodes.Refused;
    }

    /// <summary>A store that has run weeks knows which names are used up and which weeks are over; before there is one, the files are all there is.</summary>
    private async Task<WorkspaceRead> ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = Session.OpenDatabase();
        return (await new Migrator(database).PlanAsync(cancellationToken)).Count > 0
            ? ReadWorkspace.Run(Session.Workspace)
            : await new ValidateWorkspace(database).RunAsync(Session.Workspace, cancellationToken);
    }

    private string Verdict(WorkspaceRead read)
    {
        var errors = read.Problems.Count(problem => problem.IsError);
        var warnings = read.Problems.Count - errors;
        var place = Markup.Escape(Session.Short(Session.Workspace));
        return errors == 0
            ? $"[green]{Say("可以用", "valid")}[/] {place}{(warnings > 0 ? Say($"，{warnings} 个警告", $", {warnings} warnings") : "")}"
            : $"[red]{Say("不能用", "invalid")}[/] {place}: {Say($"{errors} 个错误，{warnings} 个警告", $"{errors} errors, {warnings} warnings")}";
    }

    private IEnumerable<string> Summary(WorkspaceRead read)
    {
        if (read.Config is not { } config) yield break;
        foreach (var plan in read.Plans)
        {
            yield return Say($"{plan.Week}  {plan.Campaign.Name}，{plan.Content.Count} 篇", $"{plan.Week}  {plan.Campaign.Name}, {plan.Content.Count} pieces");
            if (Cover(plan, config) is { } text) yield return "          " + text;
        }
    }

    private string? Cover(WeekPlan plan, GrowthConfig config)
    {
        if (BudgetCover.Of(plan.Campaign, config) is not { } cover) return null;
        var currency = Currency.Of(config.Currency);
        var each = $"{currency.Format(cover.MostPerSeat)} {currency.Code}";
        var total = $"{currency.Format(plan.Campaign.Cashback.Budget)} {currency.Code}";
        var limit = cover.Limit is not { } seats ? ""
            : cover.CoversLimit ? Say($"，名额 {seats} 人，够", $"; {seats} seats are offered: enough")
            : Say($"，名额 {seats} 人，不够：第 {cover.Seats + 1} 人起报不上名", $"; {seats} seats are offered: not enough, from number {cover.Seats + 1} on nobody can enrol");
        return Say($"预算 {total}，每人最多返 {each}，够 {cover.Seats} 人全部完成{limit}", $"budget {total}, at most {each} each: covers {cover.Seats} who all finish{limit}");
    }

    private static IEnumerable<object> Covers(WorkspaceRead read) => read.Config is not { } config
        ? []
        : read.Plans.Select(plan => (plan.Week, Cover: BudgetCover.Of(plan.Campaign, config))).Where(row => row.Cover is not null)
            .Select(row => new { week = row.Week, campaign = row.Cover });
}
