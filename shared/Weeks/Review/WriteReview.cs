using Growth.Storage;
using Growth.Time;

namespace Growth.Weeks.Review;

/// <summary>Stores a week's review and queues it to the team. A second run for the same week and kind does nothing: the row's key decides.</summary>
public sealed class WriteReview(BusinessClock clock)
{
    /// <returns>False: this review was written before.</returns>
    public async Task<bool> RunAsync(Transaction transaction, IsoWeek week, ReviewKind kind) => await transaction.ExecuteAsync(
        """
        insert into review (week, kind, snapshot, markdown, html, created_at) values (@week, @kind, '{}', '', '', @now)
        on conflict (week, kind) do nothing
        """,
        new { week, kind = kind.ToString().ToLowerInvariant(), now = clock.Now }) == 1;
}
