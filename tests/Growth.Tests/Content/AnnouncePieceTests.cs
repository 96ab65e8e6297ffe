using Growth.Content;
using Growth.Storage;
using Growth.Tests.Weeks;
using Growth.Weeks;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace Growth.Tests.Content;

public sealed class AnnouncePieceTests
{
    private static readonly WeekTimes Times = WeekTimes.Of(Sample.Week, Sample.Config.Week, Sample.Config.Zone);

    [Fact]
    public async Task Run_Subscribers_GetOneMessageEachOnTheChannelsTheyChose()
    {
        await using var store = await PublishedAsync(3);
        await SubscribeAsync(store, 1, "push");
        await SubscribeAsync(store, 2, "email", "push");
        await SubscribeAsync(store, 3, "sms");
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("update subscription set ended_at = 1 where reader_id = 2 and channel = 'push'"));

        await ExpandAsync(store, store.Host());

        Assert.Equal(
            ["""reader:1 ["push"] marketing""", """reader:2 ["email"] marketing"""],
            await store.QueryAsync<string>("select recipient || ' ' || route || ' ' || purpose from message where key like 'announce/%' order by key"));
        Assert.Equal("https://example.com/why-2026-w48", (await store.QueryAsync<string>("select body from message where key like 'announce/%'"))[0]);
    }

    [Fact]
    public async Task Run_HostedPiece_SaysHowItBeginsAndWhereItIs()
    {
        await using var store = await PublishedAsync(1);
        await SubscribeAsync(store, 1, "push");
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync(
            """
            insert into article (hash, markdown) values ('a', '# Title' || char(10) || char(10) || 'The *first* words.' || char(10) || char(10) || 'More.');
            update piece set url = null, article_hash = 'a' where slug = 'why-2026-w48';
            """));

        await ExpandAsync(store, store.Host());

        Assert.Equal("The first words.\n\nhttps://growth.example.com/c/why-2026-w48", (await store.QueryAsync<string>("select body from message where key like 'announce/%'"))[0]);
    }

    /// <summary>Twelve hundred readers are three chunks; the process dies at every so-manieth message, and what was queued is handled again and again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(499)]
    [InlineData(501)]
    [InlineData(700)]
    [InlineData(1203)]
    public async Task Run_DiesAndIsRepeated_LosesAndDoublesNobody(int diesAt)
    {
        await using var store = await PublishedAsync(1200);
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync(
            "insert into subscription (reader_id, channel, text_version, consented_at) select id, 'push', 'v1', 1 from reader"));
        var count = 0;

        await ExpandAsync(store, store.Host(queue => new DyingQueue(queue, () => ++count == diesAt)));

        Assert.True(count > diesAt);
        Assert.Equal([1200], await store.QueryAsync<int>("select count(*) from message where key like 'announce/why-2026-w48/%'"));
        Assert.Equal([1200], await store.QueryAsync<int>("select count(*) from queue_message where queue = 'notifications' and body like '%announce/%'"));
        Assert.Equal([1200], await store.QueryAsync<int>("select count(distinct recipient) from message where key like 'announce/%'"));
    }

    [Fact]
    public async Task Run_NotPublished_TellsNobody()
    {
        await using var store = await PublishedAsync(1);
        await SubscribeAsync(store, 1, "push");
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("update piece set published_at = null"));

        await ExpandAsync(store, store.Host());

        Assert.DoesNotContain(await store.MessagesAsync(), key => key.StartsWith("announce/", StringComparison.Ordinal));
    }

    private static async Task<WeekStore> PublishedAsync(int readers)
    {
        var store = await WeekStore.CreateAsync(Times.Opens, Sample.Config, Sample.Plan(Sample.Week));
        await store.TickAsync(Times.Opens + Duration.FromHours(8));
        await store.Database.WriteAsync(async transaction =>
        {
            for (var id = 1; id <= readers; id++)
                await transaction.ExecuteAsync("insert into reader (id, key, ref, created_at) values (@id, @key, @key, 1)", new { id, key = $"v:{id}" });
        });
        return store;
    }

    private static Task SubscribeAsync(WeekStore store, long reader, params string[] channels) => store.Database.WriteAsync(async transaction =>
    {
        foreach (var channel in channels)
            await transaction.ExecuteAsync("insert into subscription (reader_id, channel, text_version, consented_at) values (@reader, @channel, 'v1', 1)", new { reader, channel });
    });

    /// <summary>Handles what lies in the queue as the host does, and each message a second time, as after a crash before it was completed.</summary>
    private static async Task ExpandAsync(WeekStore store, ServiceProvider host)
    {
        var queue = host.GetRequiredService<DatabaseQueue>();
        for (var round = 0; round < 50; round++)
        {
            if ((await queue.ClaimAsync(AnnouncementDue.Queue, 1, Duration.FromMinutes(1))).SingleOrDefault() is not { } message) return;
            var due = Json.Read<AnnouncementDue>(message.Body);
            var failed = await Record.ExceptionAsync(() => host.GetRequiredService<AnnouncePiece>().RunAsync(due, default));
            if (failed is null) failed = await Record.ExceptionAsync(() => host.GetRequiredService<AnnouncePiece>().RunAsync(due, default));
            if (failed is null) await queue.CompleteAsync([message]);
            else await queue.FailAsync(message, 5, Duration.Zero);
        }

        throw new InvalidOperationException("The announcement does not end.");
    }

    private sealed class DyingQueue(IQueue queue, Func<bool> dies) : IQueue
    {
        public Task EnqueueAsync<T>(Transaction transaction, string name, T message, Instant? due = null) =>
            dies() ? throw new IOException("the process dies here") : queue.EnqueueAsync(transaction, name, message, due);
    }
}
