using Growth.Storage;

namespace Growth.Tracking;

/// <summary>Appends accepted events as they came.</summary>
internal sealed class EventLog
{
    private const string Append =
        """
        insert into event (piece_id, reader_id, kind, scroll, seconds, received_at)
        select r.piece_id, r.reader_id, r.kind, r.scroll, r.seconds, r.received_at from {rows}
        """;

    private static readonly Column[] Columns =
    [
        Column.Number("piece_id"), Column.Number("reader_id"), Column.Text("kind"), Column.Number("scroll"), Column.Number("seconds"), Column.Number("received_at"),
    ];

    private readonly Rows _rows = new(Columns);

    public void Add(long piece, long reader, TrackingEvent sent) => _rows.Add(
        piece, reader, sent.Kind switch { EventKind.View => "view", EventKind.Progress => "progress", EventKind.Complete => "complete", _ => "share" }, sent.Scroll, sent.Seconds, sent.ReceivedAt);

    public void Save(Batch batch) => batch.Execute(Append, _rows);
}
