using Growth.Storage;
using Growth.Time;

namespace Growth.Storefronts;

/// <summary>
/// Puts kept requests back to their beginning and into the queue, a chunk a transaction: dying between chunks leaves the rest as it was, and
/// running it again goes on. Applying is keyed by what happened, so a replay changes only what was missing.
/// </summary>
public sealed class ReplayWebhooks(Database database, IQueue queue, BusinessClock clock)
{
    public const int Chunk = 500;

    public Task<long> CountAsync(WebhookFilter filter, CancellationToken cancellationToken) => database.ReadAsync(
        connection => Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, $"select count(*) from webhook where {filter.Sql()}", Parameters(filter, 0, 0)), cancellationToken);

    /// <param name="moved">Told after each chunk how many are back in the queue in all.</param>
    /// <returns>How many.</returns>
    public async Task<long> RunAsync(WebhookFilter filter, Action<long>? moved = null, CancellationToken cancellationToken = default)
    {
        // What comes in meanwhile is not replayed: it has not been applied yet.
        var upto = await database.ReadAsync(connection => Dapper.SqlMapper.ExecuteScalarAsync<long?>(connection, "select max(id) from webhook"), cancellationToken) ?? 0;
        var (after, sum) = (0L, 0L);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ids = await database.WriteAsync(transaction => MoveAsync(transaction, filter, after, upto), CancellationToken.None);
            if (ids.Count == 0) break;
            (after, sum) = (ids[^1], sum + ids.Count);
            moved?.Invoke(sum);
        }

        await database.WriteAsync(ClearAlertsAsync, cancellationToken);
        return sum;
    }

    /// <summary>Alerts of storefronts that have nothing set aside any more. Serialisable, as raising them is.</summary>
    internal static Task ClearAlertsAsync(Transaction transaction) => transaction.ExecuteAsync(
        """
        delete from alert where key like 'webhooks:%'
        and not exists (select 1 from webhook w where w.state = 'set-aside' and 'webhooks:' || w.storefront = alert.key)
        """);

    private async Task<IReadOnlyList<long>> MoveAsync(Transaction transaction, WebhookFilter filter, long after, long upto)
    {
        var ids = await transaction.QueryAsync<long>(
            $"select id from webhook where {filter.Sql()} and id > @after and id <= @upto order by id limit {Chunk}", Parameters(filter, after, upto));
        foreach (var id in ids)
        {
            await transaction.ExecuteAsync("update webhook set state = 'received', reason = null, attempts = 0, waiting_since = null where id = @id", new { id });
            await queue.EnqueueAsync(transaction, WebhookMessage.Queue, new WebhookMessage(id), clock.Now);
        }

        // On SQLite hosts look every 250 ms.
        if (ids.Count > 0 && database.Engine == Engine.Postgres) await QueueNotices.TellAsync(transaction.Connection, "replay", [WebhookMessage.Queue]);
        return ids;
    }

    private static object Parameters(WebhookFilter filter, long after, long upto) => new { filter.Id, filter.Storefront, filter.Type, filter.Since, after, upto };
}
