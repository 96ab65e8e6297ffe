using Growth.Storage;
using Growth.Time;

namespace Growth.Config;

/// <summary>A week as the store has it, as far as an edit asks.</summary>
internal sealed record WeekRow
{
    public IsoWeek Week { get; init; }

    public string State { get; init; } = "";

    /// <summary>IANA id the week was opened in.</summary>
    public string Zone { get; init; } = "";

    public string Plan { get; init; } = "";

    internal WeekPhase Phase => State switch
    {
        "planned" => WeekPhase.Planned,
        "open" or "closing" => WeekPhase.Running,
        _ => WeekPhase.Over,
    };

    internal static async Task<IReadOnlyDictionary<IsoWeek, WeekRow>> AllAsync(Transaction transaction) =>
        (await transaction.QueryAsync<WeekRow>("select week, state, zone, plan from week")).ToDictionary(row => row.Week);
}
