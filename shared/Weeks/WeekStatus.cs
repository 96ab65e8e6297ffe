using System.Data.Common;
using Dapper;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>Where a week is: its state and instants, its campaign, its pieces with their numbers. Read for people; nothing decides by it.</summary>
public sealed record WeekStatus
{
    public required StoredWeek Week { get; init; }

    /// <summary>Null: the week was skipped.</summary>
    public CampaignStatus? Campaign { get; init; }

    /// <summary>In the order of the plan.</summary>
    public IReadOnlyList<PieceStatus> Pieces { get; init; } = [];

    /// <returns>Null: the week has neither been opened nor skipped.</returns>
    public static async Task<WeekStatus?> OfAsync(DbConnection connection, IsoWeek week)
    {
        var stored = await connection.QueryFirstOrDefaultAsync<StoredWeek>($"select {StoredWeek.Columns} from week where week = @week", new { week });
        return stored is null ? null : await ReadAsync(connection, stored);
    }

    /// <returns>The last week that was opened, else the last that was skipped; null: none was.</returns>
    public static async Task<WeekStatus?> LatestAsync(DbConnection connection)
    {
        var stored = await connection.QueryFirstOrDefaultAsync<StoredWeek>(
            $"select {StoredWeek.Columns} from week order by case when state = 'skipped' then 1 else 0 end, week desc limit 1");
        return stored is null ? null : await ReadAsync(connection, stored);
    }

    private static async Task<WeekStatus> ReadAsync(DbConnection connection, StoredWeek week) => new()
    {
        Week = week,
        Campaign = await connection.QueryFirstOrDefaultAsync<CampaignStatus>(
            "select key, state, plan, started_at as StartedAt, stopped_at as StoppedAt from campaign where week = @Week order by key", new { week.Week }),
        Pieces = (await connection.QueryAsync<PieceStatus>(
            """
            select p.slug, p.title, p.url, p.publish_at as PublishAt, p.published_at as PublishedAt, c.week_views as Views, c.week_readers as Readers,
                   c.week_completers as Completers, c.week_sharers as Sharers, c.week_brought as Brought
            from piece p join piece_counter c on c.piece_id = p.id where p.week = @Week order by p.position
            """, new { week.Week })).AsList(),
    };
}

public sealed record CampaignStatus
{
    public string Key { get; init; } = "";

    public CampaignState State { get; init; }

    public string Plan { get; init; } = "";

    public Instant StartedAt { get; init; }

    public Instant? StoppedAt { get; init; }

    public CampaignPlan ReadPlan() => Json.Read<CampaignPlan>(Plan);
}

/// <summary>A piece and what its week counts of it.</summary>
public sealed record PieceStatus
{
    public string Slug { get; init; } = "";

    public string Title { get; init; } = "";

    public string? Url { get; init; }

    public Instant PublishAt { get; init; }

    public Instant? PublishedAt { get; init; }

    public long Views { get; init; }

    public long Readers { get; init; }

    public long Completers { get; init; }

    public long Sharers { get; init; }

    /// <summary>Readers who came by a reader's link.</summary>
    public long Brought { get; init; }
}
