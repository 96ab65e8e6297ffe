using Growth.Storage;
using Growth.Time;

namespace Growth.Tracking;

/// <summary>Finds the row of a reader, or makes it.</summary>
public sealed class Readers(BusinessClock clock)
{
    /// <returns>The reader's number in the store. Safe at any concurrency: the key is unique and the row never changes.</returns>
    public async Task<long> ResolveAsync(Transaction transaction, ReaderKey key)
    {
        await using var table = new ReaderTable(transaction);
        return await table.ResolveAsync(key, clock.Now);
    }
}
