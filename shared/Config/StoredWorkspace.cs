using System.Data.Common;
using Dapper;
using Growth.Storage;
using Growth.Time;
using Growth.Weeks;

namespace Growth.Config;

/// <summary>What rules and edits ask of the store: the weeks that opened, and the names they used for ever.</summary>
internal sealed record StoredWorkspace
{
    /// <summary>Null before the first apply.</summary>
    internal required WorkspaceVersion? Current { get; init; }

    internal required IReadOnlyDictionary<IsoWeek, WeekRow> Weeks { get; init; }

    /// <summary>By slug.</summary>
    internal required IReadOnlyDictionary<string, IsoWeek> Slugs { get; init; }

    internal required IReadOnlyList<StoredCampaign> Campaigns { get; init; }

    /// <summary>Weeks and campaigns whose days are under way.</summary>
    internal IEnumerable<string> Running => Weeks.Values.Where(week => week.Phase == WeekPhase.Running).Select(week => $"{week.Week}")
        .Concat(Campaigns.Where(campaign => campaign.Runs).Select(campaign => campaign.Plan.Key)).Order(StringComparer.Ordinal);

    internal WeekPhase PhaseOf(IsoWeek week) => Weeks.TryGetValue(week, out var row) ? row.Phase : WeekPhase.Planned;

    /// <param name="transaction">Null: outside one.</param>
    internal static async Task<StoredWorkspace> LoadAsync(DbConnection connection, DbTransaction? transaction)
    {
        var weeks = await connection.QueryAsync<WeekRow>("select week, state, zone, plan from week", transaction: transaction);
        var pieces = await connection.QueryAsync<PieceRow>("select slug, week from piece", transaction: transaction);
        var campaigns = await connection.QueryAsync<CampaignRow>("select week, plan, state, stopped_at is not null as Stopped from campaign", transaction: transaction);
        return new StoredWorkspace
        {
            Current = await WorkspaceStore.CurrentAsync(connection, transaction),
            Weeks = weeks.ToDictionary(row => row.Week),
            Slugs = pieces.ToDictionary(row => row.Slug, row => row.Week, StringComparer.Ordinal),
            Campaigns = [.. campaigns.Select(row => new StoredCampaign(row.Week, Json.Read<CampaignPlan>(row.Plan), row.State, row.Stopped))],
        };
    }

    private sealed record PieceRow
    {
        public string Slug { get; init; } = "";

        public IsoWeek Week { get; init; }
    }

    private sealed record CampaignRow
    {
        public IsoWeek Week { get; init; }

        public string Plan { get; init; } = "";

        public string State { get; init; } = "";

        public bool Stopped { get; init; }
    }
}

internal sealed record StoredCampaign(IsoWeek Week, CampaignPlan Plan, string State, bool Stopped)
{
    /// <summary>Members are promised its days in its zone.</summary>
    internal bool Runs => State is "enrolling" or "running";
}

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
}
