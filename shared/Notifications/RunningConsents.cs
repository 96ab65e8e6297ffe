using Growth.Storage;

namespace Growth.Notifications;

/// <summary>Where a reader may be reached now: read when a message is sent, so that a consent that has ended since it was queued binds.</summary>
internal static class RunningConsents
{
    /// <returns>The reader's public reference by channel; empty for the team.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(Transaction transaction, Recipient recipient) => recipient is Recipient.Reader reader
        ? (await transaction.QueryAsync<Row>(
            """
            select s.channel, r.ref from subscription s join reader r on r.id = s.reader_id
            where s.reader_id = @Id and s.ended_at is null
            """,
            new { reader.Id })).ToDictionary(row => row.Channel, row => row.Ref)
        : new Dictionary<string, string>();

    private sealed record Row
    {
        public string Channel { get; init; } = "";

        public string Ref { get; init; } = "";
    }
}
