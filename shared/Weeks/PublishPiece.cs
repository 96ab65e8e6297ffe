using Growth.Content;
using Growth.Storage;
using Growth.Time;
using NodaTime;

namespace Growth.Weeks;

/// <summary>
/// Publishes a piece and queues its announcement. The row's <c>published_at</c> decides: only the one that sets it queues anything.
/// </summary>
public sealed class PublishPiece(IQueue queue)
{
    /// <returns>False: it is published already, was moved to a later time, or its week takes no more pieces.</returns>
    public async Task<bool> RunAsync(Transaction transaction, IsoWeek week, string slug, Instant now)
    {
        var published = await transaction.ExecuteAsync(
            """
            update piece set published_at = @now
            where slug = @slug and published_at is null and publish_at <= @now
              and exists (select 1 from week where week.week = piece.week and week.week = @week and week.state in ('open', 'closing') and week.ends_at > @now)
            """,
            new { week, slug, now });
        if (published == 0) return false;
        var plan = Json.Read<PiecePlan>(await transaction.FirstAsync<string>("select plan from piece where slug = @slug", new { slug }) ?? "null");
        if (plan.Announce is not null) await queue.EnqueueAsync(transaction, AnnouncementDue.Queue, new AnnouncementDue { Piece = slug });
        return true;
    }
}
