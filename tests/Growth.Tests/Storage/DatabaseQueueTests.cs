using Growth.Storage;
using NodaTime;
using Xunit;

namespace Growth.Tests.Storage;

public abstract class DatabaseQueueTests
{
    public sealed class OnSqlite : DatabaseQueueTests;

    public sealed class OnPostgres : DatabaseQueueTests;

    private static readonly Duration Lease = Duration.FromSeconds(30);

    [Fact]
    public async Task Enqueue_TransactionFails_LeavesNoMessage()
    {
        await using var store = await TemporaryStore.CreateAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Database.WriteAsync(async transaction =>
        {
            await store.Queue.EnqueueAsync(transaction, "q", "lost");
            throw new InvalidOperationException();
        }));

        Assert.Empty(await store.Queue.ClaimAsync("q", 10, Lease));
    }

    [Fact]
    public async Task Claim_BeforeBusinessTimeIsDue_ReturnsNothing()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var due = store.Clock.Now + Duration.FromHours(3);
        await store.Database.WriteAsync(transaction => store.Queue.EnqueueAsync(transaction, "q", "later", due));

        Assert.Empty(await store.Queue.ClaimAsync("q", 10, Lease));
        store.Time.Set(due);
        Assert.Equal("later", Assert.Single(await store.Queue.ClaimAsync("q", 10, Lease)).Body);
    }

    [Fact]
    public async Task Complete_AfterLeaseWasLost_LeavesMessageToItsNewOwner()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await store.Database.WriteAsync(transaction => store.Queue.EnqueueAsync(transaction, "q", "m"));

        var slow = Assert.Single(await store.Queue.ClaimAsync("q", 1, Duration.Zero));
        var next = Assert.Single(await store.Queue.ClaimAsync("q", 1, Lease));

        Assert.Equal(0, await store.Queue.CompleteAsync([slow]));
        Assert.Equal(2, next.DequeueCount);
        Assert.Equal(1, await store.Queue.CompleteAsync([next]));
    }

    [Fact]
    public async Task Fail_AttemptsUsedUp_MovesToPoison()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await store.Database.WriteAsync(transaction => store.Queue.EnqueueAsync(transaction, "q", "bad"));

        for (var attempt = 1; attempt <= 3; attempt++)
            Assert.Equal(attempt == 3, await store.Queue.FailAsync(Assert.Single(await store.Queue.ClaimAsync("q", 1, Lease)), 3, Duration.Zero));

        Assert.Empty(await store.Queue.ClaimAsync("q", 1, Lease));
        Assert.Equal("bad", Assert.Single(await store.Queue.ClaimAsync("q-poison", 1, Lease)).Body);
    }

    [Fact]
    public async Task Enqueue_OverTheLimit_IsRefused()
    {
        await using var store = await TemporaryStore.CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.Database.WriteAsync(transaction =>
            store.Queue.EnqueueAsync(transaction, "q", new string('x', IQueue.MaxMessageBytes + 1))));
    }
}
