using Growth.Storefronts;
using Growth.Tests.Storage;
using Xunit;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>A day of all platforms, sent over HTTP again and again and in any order, by many at once, and with a stop in between: the store ends as when each is sent once, in order.</summary>
public abstract class DayOverHttpTests
{
    public sealed class OnSqlite : DayOverHttpTests;

    public sealed class OnPostgres : DayOverHttpTests;

    private const int Deliveries = 10_000;
    private const int Rounds = 2;
    private const int Senders = 16;
    private const int AtOnce = 16;

    [Fact]
    public async Task Send_ADayManyTimesInAnyOrder_EndsAsInOrder()
    {
        var seed = Random.Shared.Next();
        var day = new PlatformDay(seed).Make();
        var expected = await InOrderAsync(day);
        for (var round = 1; round <= Rounds; round++)
        {
            await using var host = await PlatformHost.StartAsync();
            await SendAsync(host, Shuffled(day, seed + round, Deliveries));
            await CheckAsync(host, expected, $"Seed {seed}, round {round}");
        }
    }

    /// <summary>The host goes away with messages in the queue; another goes on with them, and is sent all of it again.</summary>
    [Fact]
    public async Task Send_ADayWithAStopInBetween_EndsAsInOrder()
    {
        var seed = Random.Shared.Next();
        var day = new PlatformDay(seed).Make();
        var expected = await InOrderAsync(day);
        await using var host = await PlatformHost.StartAsync();

        await SendAsync(host, Shuffled(day, seed + 1, day.Count * 2));
        await host.StopAsync();
        await using (var store = TestDatabase.Open(host.Setting))
            Assert.True(await store.ReadAsync(connection => Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, "select count(*) from queue_message where queue = 'webhooks'")) > 0);
        await host.StartAgainAsync();
        await SendAsync(host, Shuffled(day, seed + 2, day.Count));

        await CheckAsync(host, expected, $"Seed {seed}");
    }

    private static async Task<string> InOrderAsync(IReadOnlyList<Told> day)
    {
        await using var host = await PlatformHost.StartAsync();
        using var wire = await Wire.OpenAsync(host.Address);
        foreach (var one in day)
        {
            await wire.SendAsync(Wire.Bytes(one.Request, one.To.Storefront));
            Assert.Equal(one.To.Yes.Status, (await wire.HearAsync())?.Status);
        }

        await host.Host.WhenIdleAsync();
        var kept = await host.CountAsync("select count(*) from webhook where state in ('applied', 'ignored')");
        Assert.Equal(day.Count, kept);
        var dump = await host.DumpAsync();
        Assert.Contains("amount-mismatch", dump, StringComparison.Ordinal);
        return dump;
    }

    private static async Task CheckAsync(PlatformHost host, string expected, string say)
    {
        await host.Host.WhenIdleAsync();
        var found = await host.DumpAsync();
        var (before, after) = (expected.Split('\n'), found.Split('\n'));
        Assert.True(expected == found, $"{say}: {string.Join('\n', before.Except(after, StringComparer.Ordinal).Take(5).Select(line => "- " + line).Concat(after.Except(before, StringComparer.Ordinal).Take(5).Select(line => "+ " + line)))}");
        Assert.Equal(0, await host.CountAsync("select count(*) from webhook where state not in ('applied', 'ignored')"));
        Assert.Equal(0, await host.CountAsync("select count(*) from queue_message"));
        host.Log.CheckNone(say);
    }

    /// <summary>Each at least once; one in ten under another id of its delivery, where the platform may do so.</summary>
    private static List<(Sender To, WebhookRequest Request)> Shuffled(IReadOnlyList<Told> day, int seed, int count)
    {
        var random = new Random(seed);
        var told = Enumerable.Range(0, count).Select(i => day[i % day.Count]).ToArray();
        random.Shuffle(told);
        return [.. told.Select((one, i) => (one.To, one.Again is { } again && random.Next(10) == 0 ? again($"again-{seed}-{i}") : one.Request))];
    }

    private static Task SendAsync(PlatformHost host, List<(Sender To, WebhookRequest Request)> told) => Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
    {
        using var wire = await Wire.OpenAsync(host.Address);
        foreach (var batch in told.Where((_, i) => i % Senders == sender).Chunk(AtOnce))
        {
            await wire.SendAsync(batch.SelectMany(one => Wire.Bytes(one.Request, one.To.Storefront)).ToArray());
            foreach (var one in batch) Assert.Equal(one.To.Yes.Status, (await wire.HearAsync())?.Status);
        }
    })));
}
