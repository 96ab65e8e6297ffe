namespace Growth.Benchmarks.Load;

/// <summary>Whole requests, made before anything is measured, and the answer that each of them must get.</summary>
/// <param name="Answer">Its body.</param>
/// <param name="Status">The only one that is right; null: 200 or 202.</param>
internal sealed record Requests(IReadOnlyList<ReadOnlyMemory<byte>> List, byte[] Answer, string? Status = null);
