using Dapper;
using Growth.Config;
using Growth.Notifications;
using Growth.Storage;
using Growth.Weeks;
using NodaTime;

namespace Growth.Content;

/// <summary>
/// Queues a published piece's announcement for its audience: the readers with a subscription that has not ended on one of the route's channels.
/// One chunk a message: its recipients' messages and the word to do the next chunk are committed together, so that a stop anywhere
/// resumes at the first chunk that is not done. A chunk that is done again finds every key taken and ends there.
/// </summary>
public sealed class AnnouncePiece(Database database, QueueMessage messages, IQueue queue)
{
    /// <summary>Recipients a transaction.</summary>
    public const int Chunk = 500;

    /// <summary>After this long an announcement that is still held is stale.</summary>
    public static Duration Fresh => Duration.FromDays(2);

    public Task RunAsync(AnnouncementDue due, CancellationToken cancellationToken) =>
        database.WriteAsync(transaction => QueueChunkAsync(transaction, due), cancellationToken);

    private async Task QueueChunkAsync(Transaction transaction, AnnouncementDue due)
    {
        var piece = await transaction.FirstAsync<Published>(
            """
            select p.slug, p.title, p.url, p.plan, p.publish_at as PublishAt, p.published_at as PublishedAt, a.markdown from piece p
            left join article a on a.hash = p.article_hash where p.slug = @Piece and p.published_at is not null
            """,
            new { due.Piece });
        if (piece is null || Json.Read<PiecePlan>(piece.Plan).Announce is not { } announce) return;
        var config = (await WorkspaceStore.CurrentAsync(transaction))!.Config;

        var body = Body(piece, config);
        var subscriptions = await AudienceAsync(transaction, announce.Route, due.After);
        var queued = 0;
        foreach (var reader in subscriptions.GroupBy(subscription => subscription.ReaderId))
        {
            var channels = reader.Select(subscription => subscription.Channel).ToHashSet(StringComparer.Ordinal);
            var message = new Message
            {
                Key = $"announce/{piece.Slug}/{reader.Key}",
                Purpose = announce.Purpose,
                Occasion = piece.PublishAt,
                Recipient = new Recipient.Reader(reader.Key).ToString(),
                Route = [.. announce.Route.Where(channels.Contains)],
                Subject = piece.Title,
                Body = body,
                ExpiresAt = piece.PublishedAt + Fresh,
            };
            if (await messages.RunAsync(transaction, message)) queued++;
        }

        // Nothing new in a full chunk: it was done before, and what comes after it was queued with it.
        if (queued > 0) await queue.EnqueueAsync(transaction, AnnouncementDue.Queue, due with { After = subscriptions[^1].ReaderId });
    }

    /// <returns>The subscriptions of the next <see cref="Chunk"/> readers, by reader.</returns>
    private static Task<IReadOnlyList<Subscription>> AudienceAsync(Transaction transaction, IReadOnlyList<string> route, long after)
    {
        // One parameter a channel: a list as one parameter means different things to the two engines.
        var parameters = new DynamicParameters(new { after, Chunk });
        for (var i = 0; i < route.Count; i++) parameters.Add($"c{i}", route[i]);
        var channels = string.Join(", ", Enumerable.Range(0, route.Count).Select(i => $"@c{i}"));
        return transaction.QueryAsync<Subscription>(
            $"""
             select s.reader_id as ReaderId, s.channel from subscription s
             where s.ended_at is null and s.channel in ({channels}) and s.reader_id in (
                 select n.reader_id from subscription n
                 where n.ended_at is null and n.channel in ({channels}) and n.reader_id > @after
                 group by n.reader_id order by n.reader_id limit @Chunk)
             order by s.reader_id, s.channel
             """,
            parameters);
    }

    private static string Body(Published piece, GrowthConfig config)
    {
        var link = piece.Url ?? $"{config.PublicUrl.ToString().TrimEnd('/')}/c/{piece.Slug}";
        var gist = piece.Markdown is { } markdown ? PieceMarkdown.Render(markdown).Description : "";
        return gist.Length > 0 ? $"{gist}\n\n{link}" : link;
    }

    private sealed record Published
    {
        public string Slug { get; init; } = "";

        public string Title { get; init; } = "";

        public string? Url { get; init; }

        public string Plan { get; init; } = "";

        public Instant PublishAt { get; init; }

        public Instant PublishedAt { get; init; }

        public string? Markdown { get; init; }
    }

    private sealed record Subscription
    {
        public long ReaderId { get; init; }

        public string Channel { get; init; } = "";
    }
}
