using NodaTime;

namespace Growth.Embedded.Queues;

/// <summary>How long an instance that died keeps the messages it was working on; renewed while a function runs.</summary>
internal sealed record QueueLease(Duration Duration);
