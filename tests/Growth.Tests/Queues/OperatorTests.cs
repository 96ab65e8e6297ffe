using Growth.Queues;
using Growth.Storage;
using Growth.Tests.Storage;
using Growth.Time;
using NodaTime;
using Xunit;

namespace Growth.Tests.Queues;

/// <summary>What operators do to queues.</summary>
public abstract class OperatorTests
{
    public sealed class OnSqlite : OperatorTests;

    public sealed class OnPostgres : OperatorTests;

    private static readonly Duration Lease = Duration.FromMinutes(1);
    private static readonly MachineClock Machine = new(TimeProvider.System);

    [Fact]
    public async Task List_OfEveryKind_CountsEachOnce()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await PutAsync(store, "mail", 5);
        await PutAsync(store, "mail", 1, store.Clock.Now + Duration.FromHours(1));
        await PutAsync(store, "other", 1);
        var claimed = await store.Queue.ClaimAsync("mail", 4, Lease);
        await store.Queue.CompleteAsync([claimed[0]]);
        await store.Queue.FailAsync(claimed[1], 5, Lease);
        await store.Queue.FailAsync(claimed[2], 1, Lease);
        store.Time.Set(store.Clock.Now + Duration.FromSeconds(90));

        var queues = await new ListQueues(store.Database, store.Clock, Machine).RunAsync();

        Assert.Equal(["mail", "other"], queues.Select(queue => queue.Queue));
        Assert.Equal(new QueueStatus { Queue = "mail", Waiting = 1, Running = 1, Delayed = 2, Poison = 1, Done = 1, OldestSeconds = 90 }, queues[0]);
    }

    [Fact]
    public async Task Peek_ShowsStatesInOrderAndTakesNothing()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await PutAsync(store, "mail", 3);
        await PutAsync(store, "mail", 1, store.Clock.Now + Duration.FromHours(1));
        var claimed = await store.Queue.ClaimAsync("mail", 2, Lease);
        await store.Queue.FailAsync(claimed[1], 5, Lease);
        var peek = new PeekQueue(store.Database, store.Clock, Machine);

        Assert.Equal(["running 0 1", "retry 1 1", "waiting 2 0", "delayed 0 0"], (await peek.RunAsync("mail", 10)).Select(message => $"{message.State} {message.Body} {message.DequeueCount}"));
        Assert.Single(await peek.RunAsync("mail", 1));
        await store.Queue.CompleteAsync([claimed[0]]);
        Assert.Equal("done 0", (await peek.DoneAsync("mail", 10)).Select(message => $"{message.State} {message.Body}").Single());
    }

    [Fact]
    public async Task Replay_DiesBetweenChunks_LosesNothingAndASecondRunFinishes()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await PoisonAsync(store, "mail", (2 * ReplayPoison.Chunk) + 10);
        var replay = new ReplayPoison(store.Database, store.Clock, Machine, new Alerts(store.Clock));

        await Assert.ThrowsAsync<InvalidOperationException>(() => replay.RunAsync("mail", moved: _ => throw new InvalidOperationException("killed")));
        Assert.Equal((ReplayPoison.Chunk, ReplayPoison.Chunk + 10), (await CountAsync(store, "mail"), await CountAsync(store, "mail-poison")));
        Assert.Equal(["poison:mail"], await AlertsAsync(store));

        Assert.Equal(ReplayPoison.Chunk + 10, await replay.RunAsync("mail"));
        Assert.Equal(((2 * ReplayPoison.Chunk) + 10, 0), (await CountAsync(store, "mail"), await CountAsync(store, "mail-poison")));
        Assert.Empty(await AlertsAsync(store));
        var again = await store.Queue.ClaimAsync("mail", 2000, Lease);
        Assert.Equal((2 * ReplayPoison.Chunk) + 10, again.Select(message => message.Body).Distinct(StringComparer.Ordinal).Count());
        Assert.All(again, message => Assert.Equal(1, message.DequeueCount));
    }

    [Fact]
    public async Task Replay_MessagesThatFailAgainMeanwhile_AreNotMovedTwice()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await PoisonAsync(store, "mail", ReplayPoison.Chunk + 1);

        var moved = await new ReplayPoison(store.Database, store.Clock, Machine, new Alerts(store.Clock)).RunAsync("mail", moved: sum =>
        {
            if (sum == ReplayPoison.Chunk) FailAllAsync(store, "mail").GetAwaiter().GetResult();
        });

        Assert.Equal(ReplayPoison.Chunk + 1, moved);
        Assert.Equal(ReplayPoison.Chunk, await CountAsync(store, "mail-poison"));
        Assert.Equal(["poison:mail"], await AlertsAsync(store));
    }

    [Fact]
    public async Task Replay_OneById_LeavesTheOthers()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await PoisonAsync(store, "mail", 3);
        var chosen = (await new PeekQueue(store.Database, store.Clock, Machine).RunAsync("mail-poison", 10))[1];
        var replay = new ReplayPoison(store.Database, store.Clock, Machine, new Alerts(store.Clock));

        Assert.Equal(1, await replay.RunAsync("mail", chosen.Id));
        Assert.Equal(0, await replay.RunAsync("mail", chosen.Id));
        Assert.Equal(chosen.Body, Assert.Single(await store.Queue.ClaimAsync("mail", 10, Lease)).Body);
        Assert.Equal(["poison:mail"], await AlertsAsync(store));
    }

    [Fact]
    public async Task Purge_LeavesWhatIsHandledAndWhatComesLater()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await PutAsync(store, "mail", PurgeQueue.Chunk + 5);
        await PutAsync(store, "other", 2);
        var running = Assert.Single(await store.Queue.ClaimAsync("mail", 1, Lease));
        var purge = new PurgeQueue(store.Database, Machine, new Alerts(store.Clock));

        Assert.Equal(new PurgeCount { Waiting = PurgeQueue.Chunk + 4, Running = 1 }, await purge.CountAsync("mail"));
        var first = true;
        var deleted = await purge.RunAsync("mail", _ =>
        {
            if (first) PutAsync(store, "mail", 1).GetAwaiter().GetResult();
            first = false;
        });

        Assert.Equal(PurgeQueue.Chunk + 4, deleted);
        Assert.Equal((2, 2), (await CountAsync(store, "mail"), await CountAsync(store, "other")));
        Assert.Equal(1, await store.Queue.CompleteAsync([running]));
    }

    [Fact]
    public async Task Purge_OfPoison_EndsItsAlert()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await PoisonAsync(store, "mail", 2);

        Assert.Equal(2, await new PurgeQueue(store.Database, Machine, new Alerts(store.Clock)).RunAsync("mail-poison"));

        Assert.Empty(await AlertsAsync(store));
    }

    [Theory]
    [InlineData(3600, 100_000, 0)]
    [InlineData(3600, 1000, 4000)]
    [InlineData(0, 100_000, 5000)]
    public async Task Sweep_TakesWhatIsTooOldOrTooMany(int seconds, int most, int swept)
    {
        await using var store = await TemporaryStore.CreateAsync();
        await PutAsync(store, "mail", 5000);
        // Each second of them has an instant of its own.
        while (await store.Queue.ClaimAsync("mail", 500, Lease) is { Count: > 0 } batch)
            foreach (var some in batch.Chunk(100)) await store.Queue.CompleteAsync(some);

        var sweep = new SweepDone(store.Database, Machine, new QueueHistory(Duration.FromSeconds(seconds)));

        Assert.Equal(swept, await sweep.RunAsync(most));
        Assert.Equal(0, await sweep.RunAsync(most));
    }

    [Fact]
    public async Task Complete_WithoutHistory_KeepsNothing()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var queue = new DatabaseQueue(store.Database, store.Clock, Machine, store.Signal, new QueueHistory(Duration.Zero));
        await PutAsync(store, "mail", 3);

        Assert.Equal(3, await queue.CompleteAsync(await queue.ClaimAsync("mail", 5, Lease)));

        Assert.Empty(await new ListQueues(store.Database, store.Clock, Machine).RunAsync());
    }

    private static Task PutAsync(TemporaryStore store, string queue, int count, Instant? due = null) => store.Database.WriteAsync(async transaction =>
    {
        for (var i = 0; i < count; i++) await store.Queue.EnqueueAsync(transaction, queue, $"{i}", due);
    });

    private static async Task PoisonAsync(TemporaryStore store, string queue, int count)
    {
        await PutAsync(store, queue, count);
        await FailAllAsync(store, queue);
    }

    private static async Task FailAllAsync(TemporaryStore store, string queue)
    {
        var alerts = new Alerts(store.Clock);
        foreach (var message in await store.Queue.ClaimAsync(queue, 5000, Lease))
            await store.Queue.FailAsync(message, 1, Duration.Zero, transaction => alerts.RaiseAsync(transaction, "poison:" + queue, "t"));
    }

    private static async Task<int> CountAsync(TemporaryStore store, string queue) => (int)await store.Database.ReadAsync(connection =>
        Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, "select count(*) from queue_message where queue = @queue", new { queue }));

    private static async Task<IReadOnlyList<string>> AlertsAsync(TemporaryStore store) =>
        [.. await store.Database.ReadAsync(connection => Dapper.SqlMapper.QueryAsync<string>(connection, "select key from alert"))];
}
