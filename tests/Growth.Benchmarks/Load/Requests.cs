namespace Growth.Benchmarks.Load;

/// <summary>Whole requests, made before anything is measured, and the body of the answer that each of them must get.</summary>
internal sealed record Requests(IReadOnlyList<ReadOnlyMemory<byte>> List, byte[] Answer);
