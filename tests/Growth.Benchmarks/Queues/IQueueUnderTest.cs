namespace Growth.Benchmarks.Queues;

/// <summary>What our side of the bench can be told to do; the peers' side is in peers/queue.mjs.</summary>
internal interface IQueueUnderTest : IAsyncDisposable
{
    Task AddAsync(int n);

    Task AddManyAsync(IReadOnlyList<int> numbers);

    Task WorkAsync(Func<int, Task> handle);

    Task RestAsync();

    Task<int> LeftAsync();

    Task ClearAsync();
}
