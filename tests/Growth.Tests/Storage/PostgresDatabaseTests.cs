using System.Collections.Concurrent;
using Dapper;
using Growth.Storage;
using Growth.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using NodaTime;
using Npgsql;
using Xunit;

namespace Growth.Tests.Storage;

/// <summary>What only several instances on one server can meet.</summary>
public abstract class PostgresDatabaseTests
{
    public sealed class OnPostgres : PostgresDatabaseTests;

    [Fact]
    public async Task Write_TwoDecideOnWhatTheOtherWrites_OneIsRunAgain()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await using var second = TestDatabase.Open(store.Setting);
        var (runs, bothHaveRead) = (0, new TaskCompletionSource());

        await Task.WhenAll(Decide(store.Database, "a"), Decide(second, "b"));

        Assert.Equal(3, runs);
        Assert.Equal(["0", "1"], (await store.Database.ReadAsync(connection => connection.QueryAsync<string>("select text from alert order by text"))).ToList());

        Task Decide(Database database, string key) => database.WriteAsync(async transaction =>
        {
            var count = await transaction.FirstAsync<long>("select count(*) from alert");
            if (Interlocked.Increment(ref runs) == 2) bothHaveRead.SetResult();
            await bothHaveRead.Task;
            await new Alerts(store.Clock).RaiseAsync(transaction, key, $"{count}");
        });
    }

    [Fact]
    public async Task Write_CollidesWithoutEnd_IsBusyAfterItsPatience()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await using var impatient = TestDatabase.Open(store.Setting, TimeSpan.FromMilliseconds(100));
        var runs = 0;

        var busy = await Assert.ThrowsAsync<DatabaseBusyException>(() => impatient.WriteAsync(async transaction =>
        {
            runs++;
            await transaction.ExecuteAsync("do $$ begin raise exception using errcode = '40001'; end $$");
        }));

        Assert.InRange(runs, 2, 60);
        Assert.Equal(StoreFault.Busy, StoreFaults.Of(busy));
    }

    [Fact]
    public async Task Write_ConnectionIsCutBeforeTheCommit_IsRunAgainOnAnother()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var runs = 0;

        await store.Database.WriteAsync(async transaction =>
        {
            await new Alerts(store.Clock).RaiseAsync(transaction, $"run {++runs}", "t");
            if (runs == 1) await CutAsync(store.Setting, ((NpgsqlConnection)transaction.Connection).ProcessID);
            await transaction.ExecuteAsync("select 1");
        });

        Assert.Equal(["run 2"], (await store.Database.ReadAsync(connection => connection.QueryAsync<string>("select key from alert"))).ToList());
    }

    [Fact]
    public async Task Write_ConnectionsAreCutAgainAndAgain_WhatWasAcknowledgedIsThere()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var acknowledged = new ConcurrentBag<string>();
        var writing = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                try
                {
                    await store.Database.WriteAsync(transaction => new Alerts(store.Clock).RaiseAsync(transaction, $"{writer}/{i}", "t"));
                    acknowledged.Add($"{writer}/{i}");
                }
                catch (Exception e) when (StoreFaults.Of(e) is StoreFault.Unavailable or StoreFault.Busy)
                {
                    // Not acknowledged: it may be there or not.
                }
            }
        })).ToList();
        var all = Task.WhenAll(writing);
        while (!all.IsCompleted) await CutAsync(store.Setting, null);
        await all;

        var kept = (await store.Database.ReadAsync(connection => connection.QueryAsync<string>("select key from alert"))).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(acknowledged);
        Assert.All(acknowledged, key => Assert.Contains(key, kept));
    }

    [Fact]
    public async Task Claim_ManyInstancesAtOnce_EachMessageIsTakenOnce()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await store.Database.WriteAsync(async transaction =>
        {
            for (var i = 0; i < 200; i++) await store.Queue.EnqueueAsync(transaction, "q", $"{i}");
        });
        var taken = new ConcurrentBag<ClaimedMessage>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var instance = TestDatabase.Open(store.Setting);
            var queue = new DatabaseQueue(instance, store.Clock, new MachineClock(TimeProvider.System), new QueueSignal());
            while (await queue.ClaimAsync("q", 7, Duration.FromMinutes(1)) is { Count: > 0 } batch)
            {
                Assert.InRange(batch.Count, 1, 7);
                foreach (var message in batch) taken.Add(message);
            }
        })));

        Assert.Equal(200, taken.Count);
        Assert.Equal(200, taken.Select(message => message.Body).Distinct(StringComparer.Ordinal).Count());
        Assert.All(taken, message => Assert.Equal(1, message.DequeueCount));
    }

    [Fact]
    public async Task Enqueue_OnOneInstance_WakesTheOther()
    {
        await using var store = await TemporaryStore.CreateAsync();
        await using var other = TestDatabase.Open(store.Setting);
        var (signal, listening, heard) = (new QueueSignal(), new TaskCompletionSource(), new TaskCompletionSource<string>());
        signal.Subscribe(queue => _ = queue == QueueSignal.Any ? listening.TrySetResult() : heard.TrySetResult(queue));
        var machine = new MachineClock(TimeProvider.System);
        using var here = new QueueNotices(store.Database, store.Signal, machine, NullLogger<QueueNotices>.Instance);
        using var there = new QueueNotices(other, signal, machine, NullLogger<QueueNotices>.Instance);
        await here.StartAsync(TestContext.Current.CancellationToken);
        await there.StartAsync(TestContext.Current.CancellationToken);
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await store.Database.WriteAsync(transaction => store.Queue.EnqueueAsync(transaction, "mail", "m"));

        Assert.Equal("mail", await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await here.StopAsync(TestContext.Current.CancellationToken);
        await there.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Claim_InstanceWhoseClockIsAhead_LeavesOthersTheirLeases()
    {
        await using var store = await TemporaryStore.CreateAsync();
        var ahead = new Mock<TimeProvider>();
        ahead.Setup(time => time.GetUtcNow()).Returns(TimeProvider.System.GetUtcNow().AddHours(1));
        var hasty = new DatabaseQueue(store.Database, store.Clock, new MachineClock(ahead.Object), store.Signal);
        await store.Database.WriteAsync(transaction => store.Queue.EnqueueAsync(transaction, "q", "m"));

        Assert.Single(await store.Queue.ClaimAsync("q", 1, Duration.FromMinutes(1)));

        Assert.False((await hasty.LookAsync("q")).Found);
        Assert.Empty(await hasty.ClaimAsync("q", 1, Duration.FromMinutes(1)));
    }

    private static async Task CutAsync(string setting, int? session)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(setting) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await connection.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and (pid = @session or @session < 0)",
            new { session = session ?? -1 });
    }
}
