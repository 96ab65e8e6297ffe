using System.Data.Common;
using Dapper;
using Growth.Storage;
using NodaTime;

namespace Growth.Notifications;

/// <summary>
/// Whoever opted out after a backup must not be subscribed again by its restore: consents that ended in the store that is replaced end in the
/// restored one, too, unless the reader has consented anew since. Readers are known by their keys; numbers may have been given again.
/// </summary>
public static class EndedConsents
{
    /// <summary>In the store that is replaced: reader's key, channel, and when the consent was given and ended.</summary>
    public const string Select =
        """
        select r.key, s.channel, s.consented_at as ConsentedAt, s.ended_at as EndedAt from subscription s join reader r on r.id = s.reader_id
        where s.ended_at is not null
          and not exists (select 1 from subscription n where n.reader_id = s.reader_id and n.channel = s.channel and n.ended_at is null)
        """;

    /// <summary>On PostgreSQL, in the restored store: ends what the rows of <see cref="Select"/> in the table <c>ended_consent</c> say.</summary>
    public const string ApplyTable =
        """
        update subscription set ended_at = e.EndedAt from ended_consent e join reader r on r.key = e.key
        where subscription.reader_id = r.id and subscription.channel = e.channel and subscription.consented_at = e.ConsentedAt and subscription.ended_at is null
        """;

    public static async Task<IReadOnlyList<EndedConsent>> ReadAsync(DbConnection connection) => (await connection.QueryAsync<EndedConsent>(Select)).AsList();

    /// <returns>How many were ended.</returns>
    public static async Task<int> ApplyAsync(Transaction transaction, IReadOnlyList<EndedConsent> ended)
    {
        var count = 0;
        foreach (var consent in ended)
        {
            count += await transaction.ExecuteAsync(
                """
                update subscription set ended_at = @EndedAt
                where reader_id = (select id from reader where key = @Key) and channel = @Channel and consented_at = @ConsentedAt and ended_at is null
                """,
                consent);
        }

        return count;
    }
}

/// <summary>A consent that has ended.</summary>
public sealed record EndedConsent
{
    public string Key { get; init; } = "";

    public string Channel { get; init; } = "";

    public Instant ConsentedAt { get; init; }

    public Instant EndedAt { get; init; }
}
