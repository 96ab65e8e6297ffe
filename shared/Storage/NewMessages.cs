using NodaTime;

namespace Growth.Storage;

/// <summary>
/// The messages that one transaction queues: one statement writes them all before the commit, in their order, however many acts put
/// them there one by one.
/// </summary>
internal sealed class NewMessages(QueueSignal signal)
{
    private const string Insert =
        """
        insert into queue_message (queue, body, enqueued_at, due_at, visible_at, dequeue_count)
        select r.queue, r.body, r.now, r.due, 0, 0 from {rows}
        """;

    private static readonly Column[] Columns = [Column.Text("queue"), Column.Text("body"), Column.Number("now"), Column.Number("due")];

    private readonly Rows _rows = new(Columns);
    private readonly List<string> _queues = [];

    /// <returns>Those of the transaction.</returns>
    public static NewMessages Of(Transaction transaction, QueueSignal signal)
    {
        if (transaction.Messages is { } known) return known;
        var messages = transaction.Messages = new NewMessages(signal);
        transaction.AfterCommit(messages.Tell);
        return messages;
    }

    public void Add(string queue, string body, Instant now, Instant due)
    {
        _rows.Add(queue, body, now, due);
        if (!_queues.Contains(queue, StringComparer.Ordinal)) _queues.Add(queue);
    }

    public void AddTo(Batch batch) => batch.Execute(Insert, _rows);

    /// <summary>Queues them with no other change.</summary>
    public async Task PutAsync(Database database)
    {
        await database.InsertAsync(Insert, _rows, CancellationToken.None);
        Tell();
    }

    private void Tell()
    {
        foreach (var queue in _queues) signal.Set(queue);
    }
}
