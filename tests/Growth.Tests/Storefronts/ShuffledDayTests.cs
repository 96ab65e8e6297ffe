using Growth.Storage;
using Growth.Storefronts;
using Growth.Tests.Storage;
using Xunit;

namespace Growth.Tests.Storefronts;

/// <summary>A real day, told over and over in any order: what the store holds in the end is what it holds when each is told once, in order.</summary>
public abstract class ShuffledDayTests
{
    public sealed class OnSqlite : ShuffledDayTests;

    public sealed class OnPostgres : ShuffledDayTests;

    private const int Told = 10_000;
    private const int Rounds = 4;
    private const int Attempts = 5;

    [Fact]
    public async Task Apply_ADaysEventsManyTimesInAnyOrder_EndsAsInOrder()
    {
        var seed = Random.Shared.Next();
        var day = new ShopDay(seed).Make();
        await using var once = await ShopStore.CreateAsync();
        await TellAsync(once, once.Another(), once.Database, day, new Random(seed), most: 1);
        var expected = await once.DumpAsync();
        Assert.Contains("amount-mismatch", expected, StringComparison.Ordinal);

        for (var round = 0; round < Rounds; round++)
        {
            await using var store = await ShopStore.CreateAsync();
            var random = new Random(seed + round);
            var told = Enumerable.Range(0, (Told / Rounds / day.Count) + 1).SelectMany(_ => day).ToArray();
            random.Shuffle(told);
            await TellAsync(store, store.Another(), store.Database, told, random, most: 12);
            Assert.True(expected == await store.DumpAsync(), $"Seed {seed}, round {round}: {Difference(expected, await store.DumpAsync())}");
        }
    }

    /// <summary>Two instances tell the same day at once, each in an order of its own.</summary>
    [Fact]
    public async Task Apply_ByTwoInstancesAtOnce_EndsAsInOrder()
    {
        var seed = Random.Shared.Next();
        var day = new ShopDay(seed).Make();
        await using var once = await ShopStore.CreateAsync();
        await TellAsync(once, once.Another(), once.Database, day, new Random(seed), most: 1);
        await using var store = await ShopStore.CreateAsync();
        await using var second = TestDatabase.Open(store.Tracking.Store.Setting);

        await Task.WhenAll(Task.Run(() => ShuffledAsync(store.Database, 1)), Task.Run(() => ShuffledAsync(second, 2)));

        var (expected, found) = (await once.DumpAsync(), await store.DumpAsync());
        Assert.True(expected == found, $"Seed {seed}: {Difference(expected, found)}");

        Task ShuffledAsync(Database database, int instance)
        {
            var (random, told) = (new Random(seed + instance), day.ToArray());
            random.Shuffle(told);
            return TellAsync(store, store.Another(database), database, told, random, most: 3);
        }
    }

    /// <param name="most">Deliveries in one transaction.</param>
    private static async Task TellAsync(ShopStore store, ApplyShopEvents apply, Database database, IReadOnlyList<Delivery> told, Random random, int most)
    {
        for (var start = 0; start < told.Count;)
        {
            var count = Math.Min(random.Next(1, most + 1), told.Count - start);
            await TryAsync(apply, database, [.. told.Skip(start).Take(count)]);
            start += count;
        }
    }

    /// <summary>As the queue does it: what the store has no time for now is tried again.</summary>
    private static async Task TryAsync(ApplyShopEvents apply, Database database, IReadOnlyList<Delivery> deliveries)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ShopStore.ApplyAsync(apply, database, deliveries);
                return;
            }
            catch (Exception e) when (e is DatabaseBusyException or ReadingNotStoredException && attempt < Attempts)
            {
                await Task.Delay(10 * attempt);
            }
        }
    }

    private static string Difference(string expected, string found)
    {
        var (before, after) = (expected.Split('\n'), found.Split('\n'));
        return string.Join('\n', before.Except(after, StringComparer.Ordinal).Take(5).Select(line => "- " + line).Concat(after.Except(before, StringComparer.Ordinal).Take(5).Select(line => "+ " + line)));
    }
}
