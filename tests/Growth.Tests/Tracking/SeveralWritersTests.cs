using Dapper;
using Growth.Tracking;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Xunit;

namespace Growth.Tests.Tracking;

/// <summary>Several instances count events in one store: ids are known for 48 hours at least, and nothing is counted twice.</summary>
public abstract class SeveralWritersTests
{
    public sealed class OnSqlite : SeveralWritersTests;

    public sealed class OnPostgres : SeveralWritersTests;

    private const int Rounds = 10;

    private static readonly Duration Kept = Duration.FromHours(48);

    [Fact]
    public async Task Run_InstanceThatMissedATurn_KeepsItsIdsForTheFullTime()
    {
        await using var store = await TrackingStore.CreateAsync(started: false);
        var (one, other) = (store.Commit, Another(store));
        var reader = store.Tokens.IssueVisitor().Reader;
        var start = store.Store.Clock.Now;
        Assert.Equal(EventOutcome.Accepted, await SendAsync(store, other, reader, "first"));
        Step(store, start + Kept);
        Assert.Equal(EventOutcome.Accepted, await SendAsync(store, one, reader, "turns"));

        // The other still thinks that the first table is filled; that one is emptied at the next turn.
        Step(store, start + Kept + Kept - Duration.FromMinutes(1));
        Assert.Equal(EventOutcome.Accepted, await SendAsync(store, other, reader, "late"));
        Step(store, start + Kept + Kept);
        Assert.Equal(EventOutcome.Accepted, await SendAsync(store, one, reader, "turns again"));

        Step(store, start + (3 * Kept) - Duration.FromMinutes(2));
        Assert.Equal(EventOutcome.Duplicate, await SendAsync(store, one, reader, "late"));
        Assert.Equal(EventOutcome.Duplicate, await SendAsync(store, Another(store), reader, "late"));
        Assert.Equal(0, await store.Store.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(
            "select count(*) from event_id_0 a join event_id_1 b on b.reader_id = a.reader_id and b.id = a.id where a.id = @id",
            new { id = EventIds.HashOf("first") })));
    }

    [Fact]
    public async Task Run_SeveralInstancesAtOnce_EveryIdAndEveryReaderCountOnce()
    {
        await using var store = await TrackingStore.CreateAsync(started: false);
        var instances = Enumerable.Range(0, 4).Select(_ => Another(store)).ToList();
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var readers = Enumerable.Range(0, 10).Select(_ => store.Tokens.IssueVisitor().Reader).ToList();
            // Known to all of them beforehand: otherwise the making of the readers' rows would keep them apart.
            foreach (var instance in instances) await instance.RunAsync([.. readers.Select(reader => Event(store, reader, "before") with { Piece = TrackingStore.AlsoPublished })]);
            await Task.WhenAll(instances.Select((instance, i) => Task.Run(async () =>
            {
                var own = await instance.RunAsync([.. readers.Select(reader => Event(store, reader, $"{i}"))]);
                var shared = await instance.RunAsync([.. readers.Select(reader => Event(store, reader, "shared"))]);
                Interlocked.Add(ref accepted, own.Concat(shared).Count(outcome => outcome == EventOutcome.Accepted));
            })));
        }

        var distinct = Rounds * 10 * (instances.Count + 1);
        Assert.Equal(distinct, accepted);
        var counters = await store.CountersAsync();
        Assert.Equal((distinct, Rounds * 10), (counters.Views, counters.Readers));
        Assert.Equal(await store.RecountAsync(), counters);
    }

    [Fact]
    public async Task Run_OneInstanceOnSeveralThreads_MakesEachReaderOnce()
    {
        await using var store = await TrackingStore.CreateAsync(started: false);
        for (var round = 0; round < Rounds; round++)
        {
            var readers = Enumerable.Range(0, 10).Select(_ => store.Tokens.IssueVisitor().Reader).ToList();
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => store.Commit.RunAsync([.. readers.Select(reader => Event(store, reader, $"{i}"))]))));
            Assert.All(outcomes.SelectMany(outcome => outcome), outcome => Assert.Equal(EventOutcome.Accepted, outcome));
        }

        Assert.Equal(Rounds * 10, (await store.CountersAsync()).Readers);
    }

    private static CommitEvents Another(TrackingStore store) =>
        new(store.Store.Database, new CountEvents(store.Terms, store.Store.Clock), NullLogger<CommitEvents>.Instance);

    private static void Step(TrackingStore store, Instant to) => store.Store.Time.Set(to);

    private static async Task<EventOutcome?> SendAsync(TrackingStore store, CommitEvents instance, ReaderKey reader, string id) =>
        (await instance.RunAsync([Event(store, reader, id)])).Single();

    private static TrackingEvent Event(TrackingStore store, ReaderKey reader, string id) => new()
    {
        Index = 0,
        Id = id,
        Kind = EventKind.View,
        Piece = TrackingStore.Published,
        Reader = reader,
        ReceivedAt = store.Store.Clock.Now,
    };
}
