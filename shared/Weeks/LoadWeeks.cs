using System.Data.Common;
using Dapper;
using Growth.Config;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>Reads what is known of every week that may have something due: those under way, and those since that have no row yet.</summary>
public static class LoadWeeks
{
    /// <summary>Weeks without a row that one look takes on; a host that was down for longer catches up at the next looks.</summary>
    public const int MaxNew = 60;

    /// <returns>Oldest first.</returns>
    public static async Task<IReadOnlyList<WeekView>> RunAsync(DbConnection connection, GrowthConfig config, Instant now)
    {
        var since = await connection.QuerySingleAsync<Instant>("select min(applied_at) from workspace_version");
        var views = new List<WeekView>();
        foreach (var row in (await connection.QueryAsync<StoredWeek>($"select {StoredWeek.Columns} from week where state in ('open', 'closing') order by week")).AsList())
            views.Add(new WeekView { Week = row.Week, State = row.State, Times = row.Times, HasPlan = true, WorkspaceSince = since, Unpublished = await UnpublishedAsync(connection, row.Week) });

        var last = await connection.QueryFirstOrDefaultAsync<StoredWeek>($"select {StoredWeek.Columns} from week order by week desc limit 1");
        var next = last?.Week.Next ?? config.Zone.WeekOf(since);
        // After a move to another zone the next week may not begin before the last one's end.
        var earliest = last is null or { State: WeekState.Skipped } ? Instant.MinValue : last.EndsAt;
        for (var count = 0; count < MaxNew; count++, next = next.Next)
        {
            var times = WeekTimes.Of(next, config.Week, config.Zone);
            if (now < times.NoPlanWarning && now < times.Opens) break;
            views.Add(await NewAsync(connection, config, next, times with { Opens = Instant.Max(times.Opens, earliest) }, since));
        }

        return views;
    }

    private static async Task<WeekView> NewAsync(DbConnection connection, GrowthConfig config, IsoWeek week, WeekTimes times, Instant since)
    {
        var version = await WorkspaceStore.PlanAsync(connection, week);
        return new WeekView
        {
            Week = week,
            State = WeekState.Planned,
            Times = times,
            HasPlan = version is not null,
            Warned = version is null && await connection.QueryFirstOrDefaultAsync<string>("select week from week_warning where week = @week", new { week }) is not null,
            WorkspaceSince = since,
            Unpublished = version is null ? [] : [.. version.Plan.Content.Select((piece, position) => new DuePiece
            {
                Slug = piece.Slug,
                Position = position,
                PublishAt = WeekTimes.PublishAt(piece.PublishAt, week, config.Zone),
            })],
        };
    }

    private static async Task<IReadOnlyList<DuePiece>> UnpublishedAsync(DbConnection connection, IsoWeek week) => (await connection.QueryAsync<DuePiece>(
        "select slug, position, publish_at as PublishAt from piece where week = @week and published_at is null order by position", new { week })).AsList();
}
