using Growth.Storage;
using Growth.Time;

namespace Growth.Tracking;

/// <summary>Finds the row of a reader, or makes it.</summary>
public sealed class Readers(BusinessClock clock)
{
    /// <returns>The reader's number in the store. Safe at any concurrency: the key is unique and the row never changes.</returns>
    public async Task<long> ResolveAsync(Transaction transaction, ReaderKey key)
    {
        var table = new ReaderTable(new KnownReaders());
        var batch = transaction.Batch();
        table.Ask(batch, [key.Value]);
        await batch.RunAsync();
        await table.MakeAsync(batch, [(key, clock.Now)]);
        return table.Find(key.Value)!.Value;
    }
}
