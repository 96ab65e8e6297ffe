using Growth.Config;
using Growth.Embedded;
using Growth.Time;
using Growth.Weeks;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>The weeks of a demo: those that have a plan, and the ones to which the review before will propose one.</summary>
internal sealed class DemoWeeks
{
    private static readonly Duration Before = Duration.FromHours(18);
    private static readonly Duration DoorsClose = Duration.FromHours(1);
    private static readonly Duration Reading = Duration.FromMinutes(30);
    private static readonly Duration Afterwards = Duration.FromMinutes(10);

    private readonly string _workspace;
    private readonly int _count;
    private readonly List<WeekPlan> _plans;
    private readonly WeekTimes _first;
    private readonly WeekTimes _last;

    private DemoWeeks(string workspace, GrowthConfig config, List<WeekPlan> plans, int count)
    {
        (_workspace, Config, _plans, _count) = (workspace, config, plans, count);
        var last = plans[0].Week;
        for (var i = 1; i < count; i++) last = last.Next;
        _first = WeekTimes.Of(plans[0].Week, config.Week, config.Zone);
        _last = WeekTimes.Of(last, config.Week, config.Zone);
    }

    public GrowthConfig Config { get; }

    public IReadOnlyList<WeekPlan> Plans => _plans;

    /// <summary>The day before the first week opens: time for people to find the mini-program.</summary>
    public Instant Start => _first.Opens - Before;

    /// <summary>Until when they find it.</summary>
    public Instant Doors => _first.Opens - DoorsClose;

    /// <summary>After the final review of the last week.</summary>
    public Instant End => _last.Final + Afterwards;

    /// <summary>Where people subscribe: the first channel of the first announcement.</summary>
    public string? Channel => _plans.SelectMany(plan => plan.Content).Select(piece => piece.Announce?.Route[0]).FirstOrDefault(channel => channel is not null);

    /// <returns>Null: the folder has errors or no plan.</returns>
    public static DemoWeeks? Of(WorkspaceRead read, int count)
    {
        if (read is not { IsValid: true, Config: { } config } || read.Plans.Count == 0) return null;
        var plans = new List<WeekPlan> { read.Plans[0] };
        // Plans that follow without a gap; what lies beyond is not this demo's.
        while (plans.Count < count && read.Plans.FirstOrDefault(plan => plan.Week == plans[^1].Week.Next) is { } next) plans.Add(next);
        return new DemoWeeks(read.Folder, config, plans, count);
    }

    /// <summary>Half an hour after the preliminary review: writes and applies the next week's plan as it proposes it, as a person would.</summary>
    /// <returns>The week planned now; null: nothing to do.</returns>
    public async Task<IsoWeek?> PlanNextAsync(EmbeddedHost host, Instant now, CancellationToken cancellationToken)
    {
        if (_plans.Count == _count) return null;
        var last = _plans[^1];
        if (now < WeekTimes.Of(last.Week, Config.Week, Config.Zone).Closes + Reading) return null;
        var used = _plans.SelectMany(plan => plan.Content.Select(piece => piece.Slug).Append(plan.Campaign.Key)).ToHashSet(StringComparer.Ordinal);
        var draft = DraftWeek.Approved(DraftWeek.Run(last, last.Week.Next, Config.Language, used));
        await WriteAsync(Path.Combine(_workspace, "weeks", $"{draft.Week}.yaml"), WritePlan.Run(draft, Currency.Of(Config.Currency)), cancellationToken);
        await ApplyAsync(host, cancellationToken);
        _plans.Add(ReadWorkspace.Run(_workspace).Plans.Single(plan => plan.Week == draft.Week));
        return draft.Week;
    }

    /// <summary>As a person does with <c>growth apply</c>, and as the host that watches the folder is about to do: twice is once.</summary>
    private async Task ApplyAsync(EmbeddedHost host, CancellationToken cancellationToken)
    {
        var result = await host.Services.GetRequiredService<ApplyWorkspace>().RunAsync(ReadWorkspace.Run(_workspace), cancellationToken);
        if (!result.Applied) throw new InvalidOperationException($"The workspace could not be applied: {string.Join("; ", result.Problems)}");
    }

    private static async Task WriteAsync(string file, string text, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(file + ".part", text, cancellationToken);
        File.Move(file + ".part", file, overwrite: true);
    }
}
