using Growth.Weeks;

namespace Growth.Config;

/// <summary>
/// What of an edit reaches a week. Planned: everything. Open and closing: unpublished pieces, messages, the name, a higher budget and a stop;
/// the rest are promises made to members and keeps its value. Over: nothing.
/// </summary>
internal static class DecidePlanEdit
{
    private static readonly Words Over = new("the week is over; what it was is never rewritten", "该周已结束，历史不再改写");
    private static readonly Words Published = new("the piece is published", "文章已发布");
    private static readonly Words Count = new("a running week keeps its number of pieces", "进行中的周不能增减文章");
    private static readonly Words Lower = new("a running budget can be raised, not lowered", "进行中的预算只能提高，不能降低");
    private static readonly Words Stopped = new("a stop is final", "停止后不可恢复");
    private static readonly Words Promise = new("a running campaign keeps the terms it was joined under", "进行中的活动不能更改已承诺的条款");

    /// <param name="before">The plan that runs; null: the week has none yet.</param>
    /// <param name="published">Slugs of the pieces that are out.</param>
    internal static PlanEdit Run(WeekPlan? before, WeekPlan edit, WeekPhase phase, IReadOnlySet<string> published, Currency currency)
    {
        if (phase == WeekPhase.Over) return new PlanEdit(before ?? edit, [], AllRefused(before, edit, currency));
        if (before is null || phase == WeekPhase.Planned) return new PlanEdit(edit, Changes.Of(before, edit, currency), []);

        var ordered = edit with { Content = Align(before.Content, edit.Content) };
        var merged = before with
        {
            Campaign = Merge(before.Campaign, edit.Campaign),
            Content = [.. before.Content.Select((piece, i) => i >= ordered.Content.Count || published.Contains(piece.Slug) ? piece : ordered.Content[i])],
        };
        var refused = Changes.Of(merged, ordered, currency).Select(change => change with { Refused = ReasonFor(change.Path, merged, ordered) });
        return new PlanEdit(merged, Changes.Of(before, merged, currency), [.. refused]);
    }

    private static IReadOnlyList<Change> AllRefused(WeekPlan? before, WeekPlan edit, Currency currency) => before is null
        ? [new Change { File = Changes.FileOf(edit), Path = "", New = edit.Campaign.Key, Refused = Over }]
        : [.. Changes.Of(before, edit, currency).Select(change => change with { Refused = Over })];

    private static CampaignPlan Merge(CampaignPlan before, CampaignPlan edit) => before with
    {
        Name = edit.Name,
        Notify = edit.Notify,
        Stop = before.Stop || edit.Stop,
        Cashback = before.Cashback with { Budget = Math.Max(before.Cashback.Budget, edit.Cashback.Budget) },
        Referral = before.Referral is { } referral && edit.Referral is { } edited
            ? referral with { Budget = Math.Max(referral.Budget, edited.Budget) }
            : before.Referral,
    };

    /// <summary>Pieces keep their places: the same slug is the same piece, what is left takes the places that are left, in order.</summary>
    private static List<PiecePlan> Align(IReadOnlyList<PiecePlan> before, IReadOnlyList<PiecePlan> edit)
    {
        var known = before.Select(piece => piece.Slug).ToHashSet(StringComparer.Ordinal);
        var renamed = new Queue<PiecePlan>(edit.Where(piece => !known.Contains(piece.Slug)));
        var aligned = new List<PiecePlan>();
        foreach (var piece in before)
        {
            if (edit.FirstOrDefault(candidate => candidate.Slug == piece.Slug) is { } same) aligned.Add(same);
            else if (renamed.TryDequeue(out var other)) aligned.Add(other);
        }

        return [.. aligned, .. renamed];
    }

    private static Words ReasonFor(string path, WeekPlan merged, WeekPlan edit)
    {
        if (path.StartsWith("content[", StringComparison.Ordinal)) return merged.Content.Count == edit.Content.Count ? Published : Count;
        return path switch
        {
            "campaign.cashback.budget" or "campaign.referral.budget" when edit.Campaign.Referral is not null == merged.Campaign.Referral is not null => Lower,
            "campaign.stop" => Stopped,
            _ => Promise,
        };
    }
}

/// <summary>How far a week is, as an edit sees it.</summary>
internal enum WeekPhase
{
    Planned,
    Running,
    Over,
}

/// <param name="Plan">What runs after the edit.</param>
internal sealed record PlanEdit(WeekPlan Plan, IReadOnlyList<Change> Taken, IReadOnlyList<Change> Refused);
