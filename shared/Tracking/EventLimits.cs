using System.Threading.RateLimiting;
using NodaTime;

namespace Growth.Tracking;

/// <summary>
/// How many events a minute one client address may send to one piece, in real time. Memory is bounded: pairs of address and piece fall
/// into a fixed number of buckets by a hash that differs in every process, and idle buckets are dropped.
/// </summary>
public sealed class EventLimits : IAsyncDisposable
{
    private const int Buckets = 1 << 16;

    private static readonly Duration Window = Duration.FromMinutes(1);

    private readonly PartitionedRateLimiter<Ask> _limiter = PartitionedRateLimiter.Create<Ask, (int Bucket, int PerMinute)>(ask =>
        RateLimitPartition.GetFixedWindowLimiter(
            (HashCode.Combine(ask.Address, ask.Piece) & (Buckets - 1), ask.PerMinute),
            key => new FixedWindowRateLimiterOptions { PermitLimit = key.PerMinute, Window = Window.ToTimeSpan(), QueueLimit = 0 }));

    /// <param name="piece">The slug, or any other name of what is limited.</param>
    /// <param name="perMinute">1 to 100000.</param>
    /// <returns>Null: go on. Otherwise how long to wait.</returns>
    public Duration? Take(string address, string piece, int perMinute)
    {
        using var lease = _limiter.AttemptAcquire(new Ask(address, piece, perMinute));
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Duration.FromTimeSpan(after) : Window;
    }

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();

    private readonly record struct Ask(string Address, string Piece, int PerMinute);
}
