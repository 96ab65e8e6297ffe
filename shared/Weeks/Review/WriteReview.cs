using Growth.Config;
using Growth.Notifications;
using Growth.Outbound;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks.Review;

/// <summary>
/// Stores a week's review, rendered, queues it to the team, and tells others of the final one, all in the caller's transaction. A second run for the same week and kind
/// does nothing: the row's key decides, and the row is never written again.
/// </summary>
public sealed class WriteReview(QueueMessage messages, EmitEvent emit, BusinessClock clock)
{
    /// <returns>False: this review was written before.</returns>
    /// <exception cref="InvalidOperationException">The week was not run, or no workspace is applied.</exception>
    /// <param name="due">When the week was to close, or to be finished.</param>
    public async Task<bool> RunAsync(Transaction transaction, IsoWeek week, ReviewKind kind, Instant due)
    {
        var name = kind.ToString().ToLowerInvariant();
        if (await transaction.FirstAsync<string>("select kind from review where week = @week and kind = @name", new { week, name }) is not null) return false;
        var config = (await WorkspaceStore.CurrentAsync(transaction) ?? throw new InvalidOperationException("No workspace has been applied to this store.")).Config;
        var snapshot = await TakeSnapshot.RunAsync(transaction, week, kind, config, clock.Now);
        var view = BuildView.Of(snapshot);
        var (markdown, html) = (RenderMarkdown.Run(view), RenderHtml.Run(view));
        var inserted = await transaction.ExecuteAsync(
            """
            insert into review (week, kind, snapshot, markdown, html, created_at) values (@week, @name, @snapshot, @markdown, @html, @TakenAt)
            on conflict (week, kind) do nothing
            """,
            new { week, name, snapshot = Json.Write(snapshot), markdown, html, snapshot.TakenAt });
        if (inserted == 0) return false;
        if (kind == ReviewKind.Final) await emit.RunAsync(transaction, week.ToString(), DescribeClosedWeek.Run(snapshot));

        foreach (var member in config.Team)
        {
            await messages.RunAsync(transaction, new Message
            {
                Key = $"review/{week}/{name}/{member.Email}",
                Purpose = Purpose.Transactional,
                Occasion = due,
                Recipient = new Recipient.Team(member.Email).ToString(),
                Route = TellTeam.Route(config),
                Subject = $"{view.Title} · {view.Badge}: {view.Headline}",
                Body = markdown,
                Html = html,
            });
        }

        return true;
    }
}
