using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>A week that was opened or skipped, as the store has it: its own copy of plan, zone and instants.</summary>
public sealed record StoredWeek
{
    /// <summary>The columns in the order of this record, for a select on <c>week</c>.</summary>
    public const string Columns =
        """
        week, state, plan_version as PlanVersion, plan, zone, opens_at as OpensAt, closes_at as ClosesAt, ends_at as EndsAt, final_at as FinalAt,
        opened_at as OpenedAt, closing_at as ClosingAt, closed_at as ClosedAt, skipped_at as SkippedAt, skipped_reason as SkippedReason
        """;

    public IsoWeek Week { get; init; }

    public WeekState State { get; init; }

    public int? PlanVersion { get; init; }

    /// <summary>JSON; null for a week that was skipped because it had no plan.</summary>
    public string? Plan { get; init; }

    public string Zone { get; init; } = "";

    public Instant OpensAt { get; init; }

    public Instant ClosesAt { get; init; }

    public Instant EndsAt { get; init; }

    public Instant FinalAt { get; init; }

    public Instant? OpenedAt { get; init; }

    public Instant? ClosingAt { get; init; }

    public Instant? ClosedAt { get; init; }

    public Instant? SkippedAt { get; init; }

    public string? SkippedReason { get; init; }

    /// <exception cref="InvalidOperationException">The week had no plan.</exception>
    public WeekPlan ReadPlan() => Json.Read<WeekPlan>(Plan ?? throw new InvalidOperationException($"{Week} was skipped without a plan"));

    public WeekTimes Times => new()
    {
        // Only asked for before a week has a row.
        NoPlanWarning = OpensAt,
        Opens = OpensAt,
        Closes = ClosesAt,
        Ends = EndsAt,
        Final = FinalAt,
    };
}
