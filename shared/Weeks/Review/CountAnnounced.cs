using Growth.Storage;

namespace Growth.Weeks.Review;

/// <summary>What became of a piece's announcements, whose keys are <c>announce/{slug}/{reader}</c>.</summary>
internal static class CountAnnounced
{
    /// <summary>A range of the message table's primary key: '0' is the character after '/'.</summary>
    public static async Task<AnnouncedNumbers> RunAsync(Transaction transaction, string slug)
    {
        var states = (await transaction.QueryAsync<StateCount>(
            "select state, count(*) as Count from message where key >= @first and key < @last group by state",
            new { first = $"announce/{slug}/", last = $"announce/{slug}0" })).ToDictionary(row => row.State, row => row.Count);
        return new AnnouncedNumbers
        {
            Sent = states.GetValueOrDefault("sent"),
            Rejected = states.GetValueOrDefault("rejected"),
            Expired = states.GetValueOrDefault("expired"),
            Unknown = states.GetValueOrDefault("unknown"),
            Waiting = states.GetValueOrDefault("queued") + states.GetValueOrDefault("sending"),
        };
    }

    private sealed record StateCount
    {
        public string State { get; init; } = "";

        public long Count { get; init; }
    }
}
