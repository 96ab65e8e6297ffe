using Dapper;
using Growth.Storage;
using Growth.Time;
using NodaTime;
using Npgsql;
using Xunit;

namespace Growth.Tests.Storage;

/// <summary>A turn costs by what it takes, not by what lies in the queue, whatever was deleted there before and however small it was at first.</summary>
public abstract class ClaimCostTests
{
    public sealed class OnPostgres : ClaimCostTests;

    private const int Batch = 10;
    private static readonly Duration Lease = Duration.FromMinutes(5);

    [Fact]
    public async Task Turn_SmallAndLargeBacklogAndManyDeadRows_ReadsAsMuch()
    {
        await using var store = await TemporaryStore.CreateAsync();
        // One session: its statements are prepared, and its counters are its own.
        await using var database = TestDatabase.Open(new NpgsqlConnectionStringBuilder(store.Setting) { MaxPoolSize = 1 }.ToString());
        var queue = new DatabaseQueue(database, store.Clock, new MachineClock(TimeProvider.System), new QueueSignal(), new QueueHistory(Duration.Zero));
        var first = await ReadsAsync(database, async () =>
        {
            // Often enough that the server keeps one plan for all, made while the table is as good as empty.
            for (var i = 0; i < 20; i++)
            {
                await PutAsync(database, 0, Batch);
                await TakeAsync(queue, QueuePlace.Head);
            }
        });
        await PutAsync(database, 1, 100_000);

        var place = QueuePlace.Head;
        var large = await ReadsAsync(database, async () =>
        {
            for (var i = 0; i < 20; i++) place = await TakeAsync(queue, place);
        });
        await using (var horizon = new NpgsqlConnection(store.Setting))
        {
            // A long reader, such as a backup: what is deleted from here on stays in the index.
            await horizon.OpenAsync();
            await using var reading = await horizon.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
            await horizon.ExecuteAsync("select count(*) from queue_message");
            await database.WriteAsync(transaction => transaction.ExecuteAsync("delete from queue_message where due_at < 50000"));
            place = new QueuePlace(SqlTypes.FromMicros(49_999), long.MaxValue);
            var dead = await ReadsAsync(database, async () =>
            {
                for (var i = 0; i < 20; i++) place = await TakeAsync(queue, place);
            });

            Assert.Equal((0, 0, 0), (first.Scans, large.Scans, dead.Scans));
            Assert.InRange(large.Entries, 1, (2 * first.Entries) + 100);
            Assert.InRange(dead.Entries, 1, (2 * first.Entries) + 100);
        }
    }

    private static async Task<QueuePlace> TakeAsync(DatabaseQueue queue, QueuePlace from)
    {
        var turn = await queue.TurnAsync("q", [], Batch, Lease, from);
        Assert.Equal(Batch, turn.Claimed.Count);
        Assert.Equal(Batch, await queue.CompleteAsync(turn.Claimed));
        return new QueuePlace(turn.Claimed[^1].DueAt, turn.Claimed[^1].Id);
    }

    /// <summary>Messages that fall due one microsecond after the other.</summary>
    private static Task PutAsync(Database database, int from, int count) => database.WriteAsync(transaction => transaction.ExecuteAsync(
        """
        insert into queue_message (queue, body, enqueued_at, due_at, visible_at, dequeue_count)
        select 'q', 'some body', 0, @from + i, 0, 0 from generate_series(0, @count - 1) as i
        """,
        new { from, count }));

    private static async Task<Reads> ReadsAsync(Database database, Func<Task> work)
    {
        var before = await CountAsync(database);
        await work();
        var after = await CountAsync(database);
        return new Reads { Scans = after.Scans - before.Scans, Entries = after.Entries - before.Entries };
    }

    private static async Task<Reads> CountAsync(Database database)
    {
        await database.ReadAsync(connection => connection.ExecuteAsync("select pg_stat_force_next_flush()"));
        return await database.ReadAsync(connection => connection.QuerySingleAsync<Reads>(
            """
            select (select seq_scan from pg_stat_user_tables where relname = 'queue_message') as Scans,
                   (select sum(idx_tup_read)::bigint from pg_stat_user_indexes where relname = 'queue_message') as Entries
            """));
    }

    private sealed record Reads
    {
        /// <summary>Times the whole table was read.</summary>
        public long Scans { get; init; }

        /// <summary>Index entries read.</summary>
        public long Entries { get; init; }
    }
}
