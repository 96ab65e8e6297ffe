using Growth.Config;
using Growth.Storage;
using Growth.Time;
using Growth.Weeks.Review;
using NodaTime;

namespace Growth.Weeks;

/// <summary>
/// <c>open -> closing</c> with the preliminary review, and <c>closing -> closed</c> with the final one. Each is an update that asks for
/// the state it starts from, with its review and messages in the same transaction: whoever changes the row does all of it.
/// </summary>
public sealed class CloseWeek(WriteReview reviews, TellTeam team)
{
    /// <returns>False: the week is not open any more.</returns>
    public async Task<bool> CloseAsync(Transaction transaction, IsoWeek week, Instant now)
    {
        if (await transaction.ExecuteAsync("update week set state = 'closing', closing_at = @now where week = @week and state = 'open'", new { week, now }) == 0) return false;
        await reviews.RunAsync(transaction, week, ReviewKind.Preliminary, await DueAsync(transaction, "closes_at", week));
        return true;
    }

    /// <returns>False: the week is not closing any more. A closed week never changes again.</returns>
    public async Task<bool> FinishAsync(Transaction transaction, GrowthConfig config, IsoWeek week, Instant now)
    {
        if (await transaction.ExecuteAsync("update week set state = 'closed', closed_at = @now where week = @week and state = 'closing'", new { week, now }) == 0) return false;
        var due = await DueAsync(transaction, "final_at", week);
        await reviews.RunAsync(transaction, week, ReviewKind.Final, due);
        var missed = await transaction.QueryAsync<string>("select title from piece where week = @week and published_at is null order by position", new { week });
        if (missed.Count > 0) await team.RunAsync(transaction, config, $"pieces-missed/{week}", due, WeekTexts.PiecesMissed(config, week, missed));
        return true;
    }

    private static Task<Instant> DueAsync(Transaction transaction, string column, IsoWeek week) =>
        transaction.FirstAsync<Instant>($"select {column} from week where week = @week", new { week });
}
