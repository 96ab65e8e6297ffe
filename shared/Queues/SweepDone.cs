using Growth.Storage;
using Growth.Time;

namespace Growth.Queues;

/// <summary>
/// Deletes handled messages that are older than they are kept, or more than are kept, in bounded chunks. Any number of instances may do it
/// at once, late or never: what is left is deleted the next time.
/// </summary>
public sealed class SweepDone(Database database, MachineClock machine, QueueHistory history)
{
    public const int Chunk = 2000;

    /// <param name="most">How many are kept at most, whatever their age.</param>
    /// <returns>How many were deleted.</returns>
    public async Task<long> RunAsync(int most = QueueHistory.MaxMessages, CancellationToken cancellationToken = default)
    {
        var before = await BeforeAsync(most, cancellationToken);
        var sum = 0L;
        while (true)
        {
            var chunk = await database.WriteAsync(transaction => ChunkAsync(transaction, before), Isolation.ReadCommitted, cancellationToken);
            sum += chunk;
            if (chunk < Chunk) return sum;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private Task<long> BeforeAsync(int most, CancellationToken cancellationToken) => database.ReadAsync(async connection =>
    {
        var old = await Dapper.SqlMapper.ExecuteScalarAsync<long>(
            connection, $"select {QueueText.Now(database.Engine, "@now")} - @time", new { now = machine.Now, time = history.Time.BclCompatibleTicks / 10 });
        var many = await Dapper.SqlMapper.ExecuteScalarAsync<long?>(
            connection, "select done_at from queue_done order by done_at desc, id desc limit 1 offset @most", new { most });
        return Math.Max(old, many ?? long.MinValue);
    }, cancellationToken);

    private static async Task<int> ChunkAsync(Transaction transaction, long before)
    {
        var last = await transaction.FirstAsync<Place>(
            "select done_at as DoneAt, id from queue_done where done_at <= @before order by done_at, id limit 1 offset @skip", new { before, skip = Chunk - 1 });
        return last is null
            ? await transaction.ExecuteAsync("delete from queue_done where done_at <= @before", new { before })
            : await transaction.ExecuteAsync("delete from queue_done where (done_at, id) <= (@DoneAt, @Id)", last);
    }

    private sealed record Place
    {
        public long DoneAt { get; init; }

        public long Id { get; init; }
    }
}
