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

    [Fact]
    public async Task Enqueue_ManyInOneTransaction_KeepTheirOrderAndWakeEachQueueOnce()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var woken = new List<string>();
        store.Signal.Subscribe(woken.Add);

        await store.Database.WriteAsync(async transaction =>
        {
            for (var i = 0; i < 500; i++) await store.Queue.EnqueueAsync(transaction, i % 2 == 0 ? "even" : "odd", $"{i}");
        });

        Assert.Equal(["even", "odd"], woken);
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"{2 * i}"), (await store.Queue.ClaimAsync("even", 500, Lease)).Select(message => message.Body));
    }

    [Fact]
    public async Task GiveBack_WhatWasNotBegun_IsNotCountedAsAnAttempt()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await store.Database.WriteAsync(transaction => store.Queue.EnqueueAsync(transaction, "q", "m"));

        await store.Queue.GiveBackAsync(await store.Queue.ClaimAsync("q", 1, Lease));

        Assert.Equal(1, Assert.Single(await store.Queue.ClaimAsync("q", 1, Lease)).DequeueCount);
    }

    [Fact]
    public async Task Renew_SomeAreLost_NamesThem()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await store.Database.WriteAsync(async transaction =>
        {
            for (var i = 0; i < 3; i++) await store.Queue.EnqueueAsync(transaction, "q", $"{i}");
        });
        var slow = await store.Queue.ClaimAsync("q", 3, Duration.Zero);
        var taken = Assert.Single(await store.Queue.ClaimAsync("q", 1, Lease));

        Assert.Equal([taken.Id], (await store.Queue.RenewAsync(slow, Lease)).Select(message => message.Id));
        Assert.Empty(await store.Queue.ClaimAsync("q", 3, Lease));
        Assert.Equal(2, await store.Queue.CompleteAsync(slow));
        Assert.Equal(1, await store.Queue.CompleteAsync([taken]));
    }

    [Fact]
    public async Task Turn_CompletesAndClaimsTogether_FromWhereItIsTold()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await store.Database.WriteAsync(async transaction =>
        {
            for (var i = 0; i < 5; i++) await store.Queue.EnqueueAsync(transaction, "q", $"{i}");
        });
        var first = await store.Queue.ClaimAsync("q", 1, Lease);

        var turn = await store.Queue.TurnAsync("q", first, 2, Lease, new QueuePlace(first[0].DueAt, first[0].Id + 1));

        Assert.Equal(1, turn.Completed);
        Assert.Equal(["2", "3"], turn.Claimed.Select(message => message.Body));
        Assert.Equal(["1", "4"], (await store.Queue.ClaimAsync("q", 5, Lease)).Select(message => message.Body));
    }

    [Fact]
    public async Task Look_FindsWhatIsDueAndSaysWhenTheNextIs()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var later = store.Clock.Now + Duration.FromHours(1);
        await store.Database.WriteAsync(transaction => store.Queue.EnqueueAsync(transaction, "q", "later", later));

        Assert.Equal(new QueueLook(false, later), await store.Queue.LookAsync("q"));
        store.Time.Set(later);
        Assert.Equal(new QueueLook(true, null), await store.Queue.LookAsync("q"));
    }

    [Fact]
    public async Task Put_ManyAtOnce_EachIsThereAndOneThatCannotBeStoredFailsAlone()
    {
        await using var store = await TemporaryStore.CreateAsync();
        // The first commit is held up, so that the others gather behind it.
        var held = await store.LockAsync();

        var puts = Enumerable.Range(0, 50).Select(i => Task.Run(() => store.Queue.PutAsync("q", i == 25 && store.Database.Engine == Engine.Postgres ? "no\0text" : $"{i}"))).ToList();
        await held.DisposeAsync();
        await Task.WhenAll(puts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        var failed = store.Database.Engine == Engine.Postgres ? 1 : 0;
        Assert.Equal(failed, puts.Count(put => put.IsFaulted));
        Assert.Equal(50 - failed, (await store.Queue.ClaimAsync("q", 100, Lease)).Count);
        await Assert.ThrowsAsync<ArgumentException>(() => store.Queue.PutAsync("q", new string('x', IQueue.MaxMessageBytes + 1)));
    }
}
