namespace Growth.Config;

/// <summary>What of an edit of growth.yaml is taken: all but the zone under what runs.</summary>
internal static class DecideConfigEdit
{
    /// <param name="running">Weeks that are open or closing, and campaigns that run.</param>
    internal static ConfigEdit Run(GrowthConfig? before, GrowthConfig edit, IReadOnlyList<string> running)
    {
        if (before is null) return new ConfigEdit(edit, Changes.Of(before, edit), []);
        var decided = edit with { TimeZone = running.Count > 0 ? before.TimeZone : edit.TimeZone };
        var names = string.Join(", ", running);
        var reason = new Words($"what runs keeps its zone ({names})", $"进行中的周和活动不能更换时区（{names}）");
        return new ConfigEdit(decided, Changes.Of(before, decided), [.. Changes.Of(decided, edit).Select(change => change with { Refused = reason })]);
    }
}

internal sealed record ConfigEdit(GrowthConfig Config, IReadOnlyList<Change> Taken, IReadOnlyList<Change> Refused);
