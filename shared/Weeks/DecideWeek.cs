using Growth.Config;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>
/// What is due for one week now, in the order in which it is to be done. Pure: the same state, plan, settings and time give the same
/// steps, and none once they have been done, so that any number of hosts may ask as often as they like.
/// <list type="bullet">
/// <item>A week with a plan opens at its opening. With <c>late: run</c> it still opens as long as it has not reached its closing,
/// also when the plan arrives late; with <c>late: skip</c> only within <see cref="Punctual"/>.</item>
/// <item>A week that can no longer open is skipped with the reason, provided the workspace existed when it should have opened.</item>
/// <item>A piece is published at its time or, when that was missed, at the next look, until the week's end; never after it.</item>
/// <item>Closing and finishing happen however late it is: a host that was down for weeks catches up week by week.</item>
/// <item>The warning that there is no plan is due from Thursday noon of the week before until the opening, once.</item>
/// </list>
/// </summary>
public static class DecideWeek
{
    /// <summary>An opening up to this late is on time: a restart or an update must not cost a week.</summary>
    public static Duration Punctual => Duration.FromMinutes(15);

    public static IReadOnlyList<WeekStep> Run(WeekView week, WeekConfig config, Instant now)
    {
        var steps = new List<WeekStep>();
        var state = week.State;
        if (state is WeekState.Planned && Opening(week, config, now) is { } opening)
        {
            steps.Add(opening);
            state = opening is WeekStep.Open ? WeekState.Open : state;
        }

        if (state is WeekState.Open or WeekState.Closing && now < week.Times.Ends) steps.AddRange(Publishing(week, now));
        if (state is WeekState.Open && now >= week.Times.Closes)
        {
            steps.Add(new WeekStep.Close());
            state = WeekState.Closing;
        }

        if (state is WeekState.Closing && now >= week.Times.Final) steps.Add(new WeekStep.Finish());
        return steps;
    }

    private static WeekStep? Opening(WeekView week, WeekConfig config, Instant now)
    {
        if (now < week.Times.Opens) return week.HasPlan || week.Warned || now < week.Times.NoPlanWarning ? null : NoPlan(config);
        var latest = config.Late is Late.Skip ? Instant.Min(week.Times.Opens + Punctual, week.Times.Closes) : week.Times.Closes;
        // "Up to 15 minutes late" includes the fifteenth; the closing does not belong to the time in which a week may open.
        var over = now > latest || now >= week.Times.Closes;
        if (!over) return week.HasPlan ? new WeekStep.Open() : null;
        if (week.WorkspaceSince >= week.Times.Closes || (week.WorkspaceSince > week.Times.Opens && !week.HasPlan)) return null;
        if (!week.HasPlan) return new WeekStep.Skip(SkipReason.NoPlan);
        return new WeekStep.Skip(config.Late is Late.Skip ? SkipReason.Late : SkipReason.Missed);
    }

    private static WeekStep NoPlan(WeekConfig config) =>
        config.WhenNoPlan is WhenNoPlan.Draft ? new WeekStep.DraftPlan() : new WeekStep.WarnNoPlan();

    private static IEnumerable<WeekStep> Publishing(WeekView week, Instant now) => week.Unpublished
        .Where(piece => piece.PublishAt <= now)
        .OrderBy(piece => piece.PublishAt).ThenBy(piece => piece.Position)
        .Select(piece => new WeekStep.Publish(piece.Slug));
}

/// <summary>What is known of a week when it is decided on.</summary>
public sealed record WeekView
{
    public required IsoWeek Week { get; init; }

    public required WeekState State { get; init; }

    /// <summary>From its own copy once it has been opened, from config before.</summary>
    public required WeekTimes Times { get; init; }

    /// <summary>An applied plan; a draft is none.</summary>
    public bool HasPlan { get; init; }

    /// <summary>The team has been told that there is no plan.</summary>
    public bool Warned { get; init; }

    /// <summary>When the workspace was first applied.</summary>
    public required Instant WorkspaceSince { get; init; }

    /// <summary>The pieces that have not been published; those of the plan before the week is open.</summary>
    public IReadOnlyList<DuePiece> Unpublished { get; init; } = [];
}

public sealed record DuePiece
{
    public string Slug { get; init; } = "";

    public int Position { get; init; }

    public Instant PublishAt { get; init; }
}

/// <summary>One step of a week; each is carried out in one transaction.</summary>
public abstract record WeekStep
{
    private WeekStep()
    {
    }

    public sealed record Open : WeekStep;

    public sealed record Publish(string Slug) : WeekStep;

    public sealed record Close : WeekStep;

    public sealed record Finish : WeekStep;

    public sealed record Skip(SkipReason Reason) : WeekStep;

    public sealed record WarnNoPlan : WeekStep;

    /// <summary>Warns and attaches a draft made from the last week's plan.</summary>
    public sealed record DraftPlan : WeekStep;
}
