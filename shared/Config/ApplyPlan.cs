using Growth.Storage;
using Growth.Time;
using Growth.Weeks;
using NodaTime;

namespace Growth.Config;

/// <summary>Applies one week's plan inside the transaction of <see cref="ApplyWorkspace"/>.</summary>
internal static class ApplyPlan
{
    /// <param name="week">Null: the week has not opened.</param>
    internal static async Task<IReadOnlyList<Change>> RunAsync(Transaction transaction, WeekPlan edit, WeekRow? week, IReadOnlyDictionary<string, string> articles, Currency currency, Instant now)
    {
        var phase = week?.Phase ?? WeekPhase.Planned;
        var current = await WorkspaceStore.PlanAsync(transaction, edit.Week);
        var before = phase == WeekPhase.Running ? Json.Read<WeekPlan>(week!.Plan) : current?.Plan;
        var published = await PublishedAsync(transaction, edit.Week);
        var decided = DecidePlanEdit.Run(before, edit, phase, published, currency);
        if (decided.Taken.Count == 0) return decided.Refused;

        await StoreArticlesAsync(transaction, decided.Plan, articles);
        var text = Json.Write(decided.Plan);
        var version = await transaction.FirstAsync<int>("select coalesce(max(version), 0) + 1 from plan_version where week = @Week", new { edit.Week });
        var parameters = new { edit.Week, version, hash = ReadArticles.Hash(text), text, now };
        await transaction.ExecuteAsync("insert into plan_version (week, version, hash, plan, status, applied_at) values (@Week, @version, @hash, @text, 'applied', @now)", parameters);
        if (phase == WeekPhase.Running)
        {
            await transaction.ExecuteAsync("update week set plan = @text, plan_hash = @hash, plan_version = @version where week = @Week", parameters);
            await UpdateCampaignAsync(transaction, decided.Plan.Campaign, now);
            await UpdatePiecesAsync(transaction, before!, decided.Plan, Zones.Get(week!.Zone), published);
        }

        return [.. decided.Taken, .. decided.Refused];
    }

    private static async Task<IReadOnlySet<string>> PublishedAsync(Transaction transaction, IsoWeek week) =>
        (await transaction.QueryAsync<string>("select slug from piece where week = @week and published_at is not null", new { week })).ToHashSet(StringComparer.Ordinal);

    private static async Task StoreArticlesAsync(Transaction transaction, WeekPlan plan, IReadOnlyDictionary<string, string> articles)
    {
        foreach (var hash in plan.Content.Select(piece => piece.ArticleHash).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            // Absent: kept from the version before, whose text is stored.
            if (articles.TryGetValue(hash, out var markdown))
                await transaction.ExecuteAsync("insert into article (hash, markdown) values (@hash, @markdown) on conflict (hash) do nothing", new { hash, markdown });
        }
    }

    private static Task<int> UpdateCampaignAsync(Transaction transaction, CampaignPlan campaign, Instant now) => transaction.ExecuteAsync(
        "update campaign set plan = @plan, stopped_at = case when @stop then coalesce(campaign.stopped_at, @now) else campaign.stopped_at end where key = @Key",
        new { plan = Json.Write(campaign), stop = campaign.Stop, now, campaign.Key });

    private static async Task UpdatePiecesAsync(Transaction transaction, WeekPlan before, WeekPlan after, DateTimeZone zone, IReadOnlySet<string> published)
    {
        for (var i = 0; i < after.Content.Count; i++)
        {
            var (old, piece) = (before.Content[i], after.Content[i]);
            if (published.Contains(old.Slug)) continue;
            await transaction.ExecuteAsync(
                """
                update piece set slug = @Slug, title = @Title, url = @url, article_hash = @ArticleHash, reading_seconds = @seconds, publish_at = @publishAt, plan = @plan
                where week = @Week and slug = @oldSlug and published_at is null
                """,
                new
                {
                    piece.Slug,
                    piece.Title,
                    url = piece.Url?.OriginalString,
                    piece.ArticleHash,
                    seconds = (long)(piece.ReadingTime ?? Content.ReadingTime.Shortest).TotalSeconds,
                    publishAt = zone.ToInstant(piece.PublishAt.In(after.Week)),
                    plan = Json.Write(piece),
                    after.Week,
                    oldSlug = old.Slug,
                });
        }
    }
}
