using Growth.Time;

namespace Growth.Config;

/// <summary>What of an edit of growth.yaml is taken: all but the zone and the currency under a running week.</summary>
internal static class DecideConfigEdit
{
    private static readonly Words Money = new("weeks have run in this currency; their amounts cannot change their meaning", "已有周以该币种运行，金额含义不能改变");

    /// <param name="running">Weeks that are open or closing.</param>
    /// <param name="hasWeeks">Whether any week has ever opened.</param>
    internal static ConfigEdit Run(GrowthConfig? before, GrowthConfig edit, IReadOnlyList<IsoWeek> running, bool hasWeeks)
    {
        if (before is null) return new ConfigEdit(edit, Changes.Of(before, edit), []);
        var weeks = string.Join(", ", running);
        var decided = edit with
        {
            TimeZone = running.Count > 0 ? before.TimeZone : edit.TimeZone,
            Currency = hasWeeks ? before.Currency : edit.Currency,
        };
        return new ConfigEdit(decided, Changes.Of(before, decided), [.. Changes.Of(decided, edit)
            .Where(change => change.Path is "timeZone" or "currency")
            .Select(change => change with
            {
                Refused = change.Path == "currency" ? Money : new Words($"the zone of a running week stays ({weeks})", $"进行中的周不能更换时区（{weeks}）"),
            })]);
    }
}

internal sealed record ConfigEdit(GrowthConfig Config, IReadOnlyList<Change> Taken, IReadOnlyList<Change> Refused);
