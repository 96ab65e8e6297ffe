using Growth.Storage;

namespace Growth.Tracking;

/// <summary>Appends accepted events as they came.</summary>
internal sealed class EventLog(Transaction transaction) : IAsyncDisposable
{
    private readonly Statement _append = new(
        transaction,
        """
        insert into event (piece_id, reader_id, kind, scroll, seconds, received_at)
        values (@piece, @reader, @kind, @scroll, @seconds, @received)
        """,
        "piece", "reader", "kind", "scroll", "seconds", "received");

    public Task AppendAsync(long piece, long reader, TrackingEvent sent) => _append.ExecuteAsync(
        piece, reader, sent.Kind switch { EventKind.View => "view", EventKind.Progress => "progress", _ => "share" },
        sent.Scroll, sent.Seconds, sent.ReceivedAt);

    public ValueTask DisposeAsync() => _append.DisposeAsync();
}
