using Growth.Config;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>
/// Opens a week: from here on it runs by its own copy of the plan. The week's row decides, its key being the week: a second opening,
/// by a restart or by another host, inserts nothing and so does nothing.
/// </summary>
public sealed class OpenWeek(TellTeam team, Alerts alerts)
{
    /// <returns>False: nothing was opened; somebody else did, the plan is gone, or it reuses a name (an alert says which).</returns>
    public async Task<bool> RunAsync(Transaction transaction, GrowthConfig config, WeekView view, Instant now)
    {
        // Read again under the write lock: a version applied since the decision is the one to open with.
        if (await WorkspaceStore.PlanAsync(transaction, view.Week) is not { } version) return false;
        if (await ReusedAsync(transaction, version.Plan) is { } reused)
        {
            await alerts.RaiseAsync(transaction, AlertKey(view.Week), $"Week {view.Week} cannot open: {reused} was used by an earlier week. Give it a new one in weeks/{view.Week}.yaml and apply it.");
            return false;
        }

        if (!await InsertWeekAsync(transaction, config, view, version, now)) return false;
        await InsertCampaignAsync(transaction, version.Plan, now);
        for (var position = 0; position < version.Plan.Content.Count; position++)
            await InsertPieceAsync(transaction, view.Week, version.Plan.Content[position], position, config.Zone);
        await alerts.ClearAsync(transaction, AlertKey(view.Week));
        await team.RunAsync(transaction, config, $"week-opened/{view.Week}", view.Times.Opens, WeekTexts.Opened(config, version.Plan, view.Times, now));
        return true;
    }

    internal static string AlertKey(IsoWeek week) => $"week:{week}";

    private static async Task<string?> ReusedAsync(Transaction transaction, WeekPlan plan)
    {
        if (await transaction.FirstAsync<string>("select key from campaign where key = @Key and week <> @Week", new { plan.Campaign.Key, plan.Week }) is { } key)
            return $"the campaign key '{key}'";
        foreach (var piece in plan.Content)
        {
            if (await transaction.FirstAsync<string>("select slug from piece where slug = @Slug and week <> @Week", new { piece.Slug, plan.Week }) is { } slug)
                return $"the slug '{slug}'";
        }

        return null;
    }

    private static async Task<bool> InsertWeekAsync(Transaction transaction, GrowthConfig config, WeekView view, PlanVersion version, Instant now) =>
        await transaction.ExecuteAsync(
            """
            insert into week (week, state, plan_version, plan_hash, plan, zone, opens_at, closes_at, ends_at, final_at, opened_at)
            values (@Week, 'open', @Version, @Hash, @plan, @TimeZone, @Opens, @Closes, @Ends, @Final, @now)
            on conflict (week) do nothing
            """,
            new
            {
                view.Week,
                version.Version,
                version.Hash,
                plan = Json.Write(version.Plan),
                config.TimeZone,
                view.Times.Opens,
                view.Times.Closes,
                view.Times.Ends,
                view.Times.Final,
                now,
            }) == 1;

    private static Task InsertCampaignAsync(Transaction transaction, WeekPlan plan, Instant now) => transaction.ExecuteAsync(
        """
        insert into campaign (key, week, state, plan, started_at, stopped_at)
        values (@Key, @Week, 'enrolling', @plan, @now, @stopped)
        """,
        new { plan.Campaign.Key, plan.Week, plan = Json.Write(plan.Campaign), now, stopped = plan.Campaign.Stop ? now : (Instant?)null });

    private static Task InsertPieceAsync(Transaction transaction, IsoWeek week, PiecePlan piece, int position, DateTimeZone zone) => transaction.ExecuteAsync(
        """
        insert into piece (slug, week, position, title, url, article_hash, reading_seconds, publish_at, plan)
        values (@Slug, @week, @position, @Title, @url, @ArticleHash, @seconds, @publishAt, @plan);
        insert into piece_counter (piece_id) select id from piece where slug = @Slug;
        """,
        new
        {
            piece.Slug,
            week,
            position,
            piece.Title,
            url = piece.Url?.ToString(),
            piece.ArticleHash,
            seconds = (long)(piece.ReadingTime ?? throw new InvalidOperationException($"The applied plan of {week} has no reading time for {piece.Slug}")).TotalSeconds,
            publishAt = WeekTimes.PublishAt(piece.PublishAt, week, zone),
            plan = Json.Write(piece),
        });
}
