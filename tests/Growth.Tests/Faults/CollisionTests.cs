using System.Diagnostics;
using Dapper;
using Growth.Storage;
using Growth.Tests.Storage;
using Xunit;

namespace Growth.Tests.Faults;

/// <summary>Transactions that really meet on one server: what it gives up is run again, for so long and no longer.</summary>
public abstract class CollisionTests
{
    public sealed class OnPostgres : CollisionTests;

    private const string Half = "insert into alert (key, text, raised_at) values ('half', 't', 0)";

    [Fact]
    public async Task Write_TwoWaitForEachOther_OneIsRunAgainAndBothAreDoneOnce()
    {
        await using var store = await TwoRowsAsync();
        await using var second = TestDatabase.Open(store.Setting);
        var (runs, bothHaveOne) = (0, new TaskCompletionSource());

        await Task.WhenAll(MoveAsync(store.Database, "a", "b"), MoveAsync(second, "b", "a"));

        Assert.Equal(3, runs);
        Assert.Equal(["2", "2"], await TextsAsync(store));

        Task<bool> MoveAsync(Database database, string first, string then) => database.WriteAsync(async transaction =>
        {
            var run = Interlocked.Increment(ref runs);
            await transaction.ExecuteAsync(More, new { key = first });
            if (run == 2) bothHaveOne.SetResult();
            await bothHaveOne.Task;
            await transaction.ExecuteAsync(More, new { key = then });
            return true;
        }, Isolation.ReadCommitted);
    }

    [Fact]
    public async Task Write_AnotherIsAlwaysQuicker_IsBusyAfterItsPatienceAndNothingIsHalfDone()
    {
        await using var store = await TwoRowsAsync();
        await using var patient = TestDatabase.Open(store.Setting, TimeSpan.FromMilliseconds(700));
        var runs = 0;
        var waited = Stopwatch.StartNew();

        var busy = await Assert.ThrowsAsync<DatabaseBusyException>(() => patient.WriteAsync(async transaction =>
        {
            runs++;
            await transaction.ExecuteAsync(Half);
            await transaction.FirstAsync<string>("select text from alert where key = 'a'");
            // What was read has changed before it is written: a serialisation failure, every time.
            await store.Database.WriteAsync(quicker => quicker.ExecuteAsync(More, new { key = "a" }));
            await transaction.ExecuteAsync(More, new { key = "a" });
        }));

        Assert.Contains("40001", busy.Message, StringComparison.Ordinal);
        Assert.InRange(runs, 2, 100);
        Assert.InRange(waited.Elapsed, TimeSpan.FromMilliseconds(700), TimeSpan.FromSeconds(20));
        Assert.Equal([$"{runs}", "0"], await TextsAsync(store));
    }

    [Fact]
    public async Task Write_TheRowIsHeldForLonger_IsBusyAndNothingIsHalfDone()
    {
        await using var store = await TwoRowsAsync();
        await using var impatient = TestDatabase.Open(store.Setting, TimeSpan.FromMilliseconds(200));
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holding = store.Database.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync(More, new { key = "a" });
            held.SetResult();
            await release.Task;
        });
        await held.Task;

        var busy = await Assert.ThrowsAsync<DatabaseBusyException>(() => impatient.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Half);
            await transaction.ExecuteAsync(More, new { key = "a" });
        }));
        release.SetResult();
        await holding;

        Assert.Contains("55P03", busy.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "0"], await TextsAsync(store));
    }

    [Fact]
    public async Task Write_ManyCollideOnAFewRows_EachIsDoneOnce()
    {
        await using var store = await TwoRowsAsync();
        var hosts = Enumerable.Range(0, 4).Select(_ => TestDatabase.Open(store.Setting, TimeSpan.FromSeconds(30))).ToList();

        await Task.WhenAll(hosts.SelectMany((host, number) => Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                await host.WriteAsync(async transaction =>
                {
                    // Half of them the other way round.
                    await transaction.ExecuteAsync(More, new { key = number % 2 == 0 ? "a" : "b" });
                    await transaction.ExecuteAsync(More, new { key = number % 2 == 0 ? "b" : "a" });
                });
            }
        }))));

        foreach (var host in hosts) await host.DisposeAsync();
        Assert.Equal(["40", "40"], await TextsAsync(store));
    }

    private const string More = "update alert set text = (text::int + 1)::text where key = @key";

    private static async Task<TemporaryStore> TwoRowsAsync()
    {
        var store = await TemporaryStore.CreateAsync();
        await store.Database.WriteAsync(transaction => transaction.ExecuteAsync("insert into alert (key, text, raised_at) values ('a', '0', 0), ('b', '0', 0)"));
        return store;
    }

    private static async Task<IReadOnlyList<string>> TextsAsync(TemporaryStore store) =>
        (await store.Database.ReadAsync(connection => connection.QueryAsync<string>("select text from alert order by key"))).AsList();
}
