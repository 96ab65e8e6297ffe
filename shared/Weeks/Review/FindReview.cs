using System.Data.Common;
using Dapper;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks.Review;

/// <summary>A review as it was stored: its numbers as JSON, and both renderings.</summary>
public sealed record StoredReview
{
    public IsoWeek Week { get; init; }

    /// <summary><c>preliminary</c> or <c>final</c>.</summary>
    public string Kind { get; init; } = "";

    public string Snapshot { get; init; } = "";

    public string Markdown { get; init; } = "";

    public string Html { get; init; } = "";

    public Instant CreatedAt { get; init; }
}

/// <summary>Looks up a stored review: the final one where there is one, else the preliminary.</summary>
public static class FindReview
{
    /// <param name="week">Null: the newest week that has a review.</param>
    public static Task<StoredReview?> RunAsync(DbConnection connection, IsoWeek? week) => connection.QueryFirstOrDefaultAsync<StoredReview>(
        """
        select week, kind, snapshot, markdown, html, created_at as CreatedAt from review
        where @week is null or week = @week
        order by week desc, case kind when 'final' then 0 else 1 end limit 1
        """,
        new { week = week?.ToString() });
}
